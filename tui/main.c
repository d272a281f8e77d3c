/* main() of amends. */
#include "config.h"

#include "tui/main.h"

#include "tui/cli.h"

int
main(int argc, char **argv)
{
	return cli_main(argc, argv);
}
