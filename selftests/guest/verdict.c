// SPDX-License-Identifier: GPL-2.0-only
/*
 * verdict - tell the machine how the tests went, and end it
 *
 * usage: verdict BYTE
 *
 * Writes BYTE to I/O port 0xf4: 16 if all passed, 17 if a test failed, any
 * other value if the tests could not be run.  vmbhost and QEMU's
 * isa-debug-exit take the machine down at once.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/io.h>
#include <unistd.h>

#define VERDICT_PORT 0xf4

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: verdict BYTE\n");
		return 2;
	}
	sync();
	if (ioperm(VERDICT_PORT, 1, 1)) {
		perror("verdict");
		return 1;
	}
	outb(atoi(argv[1]), VERDICT_PORT);
	return 0;
}
