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
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/io.h>
#include <unistd.h>

#define VERDICT_PORT 0xf4

/* By the kernel's own hand: emulated SVM is not always right about ioperm(). */
static int write_port(unsigned char value)
{
	int fd = open("/dev/port", O_WRONLY);
	int written = -1;

	if (fd >= 0)
		written = pwrite(fd, &value, 1, VERDICT_PORT);
	if (fd >= 0)
		close(fd);
	return written == 1 ? 0 : -1;
}

int main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: verdict BYTE\n");
		return 2;
	}
	sync();
	if (!write_port(atoi(argv[1])))
		return 0;
	if (ioperm(VERDICT_PORT, 1, 1)) {
		perror("verdict");
		return 1;
	}
	outb(atoi(argv[1]), VERDICT_PORT);
	return 0;
}
