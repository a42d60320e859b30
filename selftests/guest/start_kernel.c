// SPDX-License-Identifier: GPL-2.0-only
/*
 * start_kernel - have another kernel take over this machine
 *
 * usage: start_kernel exec KERNEL INITRD COMMAND-LINE
 *        start_kernel crash KERNEL INITRD COMMAND-LINE
 *
 * The first starts it at once, as "kexec -e" does. The second has it start when this
 * kernel panics (crashkernel=), and returns.
 */
#include <fcntl.h>
#include <linux/kexec.h>
#include <linux/reboot.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static int file_open(const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		perror(name);
	return fd;
}

static int load(char **argv, unsigned long flags)
{
	int kernel = file_open(argv[2]), initrd = file_open(argv[3]);
	const char *line = argv[4];

	if (kernel < 0 || initrd < 0)
		return -1;
	if (!syscall(SYS_kexec_file_load, kernel, initrd, strlen(line) + 1, line, flags))
		return 0;
	perror("kexec_file_load");
	return -1;
}

int main(int argc, char **argv)
{
	if (argc != 5 || (strcmp(argv[1], "exec") && strcmp(argv[1], "crash"))) {
		fprintf(stderr, "usage: %s exec|crash KERNEL INITRD COMMAND-LINE\n", argv[0]);
		return 2;
	}
	if (!strcmp(argv[1], "crash"))
		return load(argv, KEXEC_FILE_ON_CRASH) ? 1 : 0;
	if (load(argv, 0))
		return 1;
	syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2,
		LINUX_REBOOT_CMD_KEXEC, NULL);
	perror("reboot");
	return 1;
}
