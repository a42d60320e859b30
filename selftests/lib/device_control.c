// SPDX-License-Identifier: GPL-2.0-only
/*
 * device_control - ask a Windows driver's device node
 *
 * usage: device_control NODE CODE OUTPUT-BYTES [INPUT]
 *
 * Prints the output as 64-bit numbers, one a line. Exit status 1 if the driver
 * answers with a failure status, which is printed, or cannot be asked.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "../../include/vmbkmcl_ioctl.h"

static int fail(const char *what)
{
	fprintf(stderr, "device_control: %s: %s\n", what, strerror(errno));
	return 1;
}

int main(int argc, char **argv)
{
	struct vmbkmcl_device_control control = { 0 };
	static uint64_t output[512];
	unsigned long size = 0, i;
	int fd;

	if (argc >= 4)
		size = strtoul(argv[3], NULL, 0);
	if (argc < 4 || size > sizeof(output)) {
		fprintf(stderr, "usage: device_control NODE CODE OUTPUT-BYTES [INPUT]\n");
		return 2;
	}
	fd = open(argv[1], O_RDWR);
	if (fd < 0)
		return fail(argv[1]);
	control.code = strtoul(argv[2], NULL, 0);
	control.out = (uintptr_t)output;
	control.out_size = size;
	if (argc > 4) {
		control.in = (uintptr_t)argv[4];
		control.in_size = strlen(argv[4]);
	}
	if (ioctl(fd, VMBKMCL_DEVICE_CONTROL, &control))
		return fail("ioctl");
	close(fd);
	if (control.status < 0) {
		fprintf(stderr, "device_control: status %#x\n", (unsigned int)control.status);
		return 1;
	}
	for (i = 0; i < control.information / sizeof(*output); i++)
		printf("%llu\n", (unsigned long long)output[i]);
	return 0;
}
