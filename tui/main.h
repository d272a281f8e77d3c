/* Entry of the desk and its command line. */
#pragma once

/* Runs amends with the arguments of main(); returns the exit code: 0 found or done, 1 none, 2
 * error. */
int amends_main(int argc, char **argv);
