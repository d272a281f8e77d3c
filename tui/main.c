/* main() of amends. */
#include "config.h"

#include "tui/main.h"

int
main(int argc, char **argv)
{
	return 0;
}
