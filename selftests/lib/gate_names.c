// SPDX-License-Identifier: GPL-2.0-only
/*
 * gate_names - a program for the gate driver: names behind a device's
 *
 * usage: gate_names CASE
 *
 * Exit status 0 when the case, one of the functions at the end, is right.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "gate.h"

#define BUFFERED_NODE	"/dev/KmclGateBuffered"
/* For one handle at a time. */
#define ONE_NODE	"/dev/KmclGateOne"

/* What the driver knows the descriptor's file object by; false if it is not @expected. */
static bool is_called(int file, const WCHAR *expected, DWORD bytes)
{
	WCHAR name[64];
	DWORD got = 0;

	CHECK(DeviceIoControl(file, IOCTL_GATE_NAME, NULL, 0, name, sizeof(name), &got) ==
	      STATUS_SUCCESS);
	CHECK(got == bytes && !memcmp(name, expected, bytes));
	return true;
}

/* The driver is not told, and nothing can be done but open names. */
static bool test_opener(void)
{
	GATE_COUNTERS before = counters();
	int opener = open(NODE, O_ACCMODE);
	char byte = 0;

	CHECK(opener >= 0);
	CHECK(read(opener, &byte, 1) == -1 && errno == EBADF);
	CHECK(write(opener, &byte, 1) == -1 && errno == EBADF);
	CHECK(simple(opener, IOCTL_GATE_COUNTERS) == 1 && errno == ENOTTY);
	CHECK(ioctl(opener, VMBKMCL_CANCEL_IO) == -1 && errno == ENOTTY);
	CHECK(CreateFileBehind(device, "\\a", O_RDWR) == -1 && errno == ENOTTY);
	close(opener);
	CHECK(counters().Created == before.Created);
	CHECK(counters().Closed == before.Closed);
	return true;
}

static bool test_name(void)
{
	static const WCHAR expected[] = { '\\', 'a', '\\', 0xe9, '/' };
	int opener = open(NODE, O_ACCMODE), file;
	GATE_COUNTERS before = counters();

	CHECK(is_called(device, expected, 0));
	file = CreateFileBehind(opener, "\\a\\\xc3\xa9/", O_RDWR);
	CHECK(file >= 0);
	close(opener);
	CHECK(counters().Created == before.Created + 1);
	CHECK(is_called(file, expected, sizeof(expected)));
	close(file);
	CHECK(counters().Closed == before.Closed + 1);
	return true;
}

/* As the node's own files: access, positions, offsets. */
static bool test_use(void)
{
	int opener = open(BUFFERED_NODE, O_ACCMODE);
	int file = CreateFileBehind(opener, "\\a", O_RDWR | O_CLOEXEC);
	int reader = CreateFileBehind(opener, "\\b", O_RDONLY);
	char out[4] = { 0 };

	CHECK(file >= 0 && reader >= 0);
	CHECK(fcntl(file, F_GETFD) == FD_CLOEXEC && fcntl(reader, F_GETFD) == 0);
	CHECK(write(file, "abcd", 4) == 4);
	CHECK(lseek(file, 1, SEEK_SET) == 1);
	CHECK(read(file, out, 2) == 2 && !memcmp(out, "bc", 2));
	CHECK(pread(reader, out, 2, 2) == 2 && !memcmp(out, "cd", 2));
	CHECK(pwrite(file, "x", 1, 3) == 1);
	CHECK(write(reader, "x", 1) == -1 && errno == EBADF);
	CHECK(simple(reader, IOCTL_GATE_READ) == STATUS_SUCCESS);
	CHECK(simple(reader, IOCTL_GATE_WRITE) == STATUS_ACCESS_DENIED);
	close(file);
	close(reader);
	close(opener);
	return true;
}

static bool refused(int opener, struct vmbkmcl_open_name argument, int error)
{
	errno = 0;
	CHECK(ioctl(opener, VMBKMCL_OPEN_NAME, &argument) == -1);
	CHECK(errno == error);
	return true;
}

static bool test_refused(void)
{
	static char text[VMBKMCL_FILE_NAME_MAX + 1] = "\\";
	struct vmbkmcl_open_name argument = { .name = (uintptr_t)text, .flags = O_RDWR };
	GATE_COUNTERS before = counters();
	int opener = open(NODE, O_ACCMODE), file;

	CHECK(opener >= 0);
	memset(text + 1, 'a', sizeof(text) - 1);
	CHECK(refused(opener, argument, EINVAL));
	argument.size = sizeof(text);
	CHECK(refused(opener, argument, EINVAL));
	argument.flags = O_RDWR | O_CREAT;
	argument.size = 2;
	CHECK(refused(opener, argument, EINVAL));
	argument.flags = O_ACCMODE;
	CHECK(refused(opener, argument, EINVAL));
	argument.flags = O_RDWR;
	argument.name = (uintptr_t)(text + 1);
	CHECK(refused(opener, argument, EINVAL));
	argument.name = 64;
	CHECK(refused(opener, argument, EFAULT));
	CHECK(ioctl(opener, VMBKMCL_OPEN_NAME, (void *)64) == -1 && errno == EFAULT);
	CHECK(counters().Created == before.Created);
	argument.name = (uintptr_t)text;
	argument.size = sizeof(text) - 1;
	file = ioctl(opener, VMBKMCL_OPEN_NAME, &argument);
	CHECK(file >= 0);
	close(file);
	close(opener);
	return true;
}

/* The driver's own refusal, as open() has it; no descriptor is left behind. */
static bool test_driver_refuses(void)
{
	ULONG what = GATE_CREATE_REFUSE;
	int opener = open(NODE, O_ACCMODE), next = dup(opener);

	close(next);
	CHECK(DeviceIoControl(device, IOCTL_GATE_NEXT_CREATE, &what, sizeof(what), NULL, 0,
			      NULL) == STATUS_SUCCESS);
	CHECK(CreateFileBehind(opener, "\\a", O_RDWR) == -1 && errno == EPERM);
	CHECK(dup(opener) == next);
	close(next);
	close(opener);
	return true;
}

/* The opener is no handle, and each name is one. */
static bool test_exclusive(void)
{
	int opener = open(ONE_NODE, O_ACCMODE), file;

	CHECK(opener >= 0);
	file = CreateFileBehind(opener, "\\a", O_RDWR);
	CHECK(file >= 0);
	CHECK(CreateFileBehind(opener, "\\b", O_RDWR) == -1 && errno == EBUSY);
	CHECK(open(ONE_NODE, O_RDWR) == -1 && errno == EBUSY);
	close(file);
	file = CreateFileBehind(opener, "\\b", O_RDWR);
	CHECK(file >= 0);
	close(file);
	close(opener);
	return true;
}

static int named;

static bool held_is_cancelled(void)
{
	return simple(named, IOCTL_GATE_HOLD) == STATUS_CANCELLED;
}

static bool hold_and_close(void)
{
	pid_t child = fork();

	/* The child's own descriptor is the last, and goes with it. */
	if (!child) {
		close(device);
		_exit(held_is_cancelled() ? 0 : 1);
	}
	CHECK(holding());
	kill(child, SIGKILL);
	CHECK(ended(child) != -1);
	return true;
}

/* A process that ends takes its requests with it; so does one that is killed meanwhile. */
static bool test_end(void)
{
	ULONG cancelled = counters().Cancelled, what = GATE_CREATE_HOLD;
	int opener = open(NODE, O_ACCMODE);
	pid_t child;

	named = CreateFileBehind(opener, "\\a", O_RDWR);
	CHECK(named >= 0);
	CHECK(hold_and_close());
	CHECK(counters().Cancelled == cancelled + 1);
	CHECK(DeviceIoControl(device, IOCTL_GATE_NEXT_CREATE, &what, sizeof(what), NULL, 0,
			      NULL) == STATUS_SUCCESS);
	child = fork();
	if (!child)
		_exit(CreateFileBehind(opener, "\\b", O_RDWR) < 0);
	CHECK(holding());
	kill(child, SIGKILL);
	CHECK(ended(child) != -1);
	CHECK(counters().Cancelled == cancelled + 2);
	close(named);
	close(opener);
	return true;
}

/* Steps of the script's, which tries to unload the driver meanwhile. */
static bool stay_open(bool with_name)
{
	int opener = open(NODE, O_ACCMODE);
	int file = with_name ? CreateFileBehind(opener, "\\a", O_RDWR) : -1;

	CHECK(opener >= 0 && (file >= 0) == with_name);
	if (with_name)
		close(opener);
	close(device);
	puts("open");
	fflush(stdout);
	pause();
	return false;
}

static bool test_stay_opener(void)
{
	return stay_open(false);
}

static bool test_stay_name(void)
{
	return stay_open(true);
}

/* Who may not read and write the node may not open names, either. */
static bool test_permission(void)
{
	pid_t child;

	CHECK(chmod(NODE, 0644) == 0);
	child = fork();
	if (!child)
		_exit(setuid(65534) || open(NODE, O_ACCMODE) != -1 || errno != EACCES);
	CHECK(ended(child) == 0);
	CHECK(chmod(NODE, 0600) == 0);
	return true;
}

static const struct gate_case cases[] = {
	{ "opener", test_opener },
	{ "name", test_name },
	{ "use", test_use },
	{ "refused", test_refused },
	{ "driver-refuses", test_driver_refuses },
	{ "exclusive", test_exclusive },
	{ "end", test_end },
	{ "permission", test_permission },
	{ "stay-opener", test_stay_opener },
	{ "stay-name", test_stay_name },
};

int main(int argc, char **argv)
{
	return run_case(argc, argv, cases, sizeof(cases) / sizeof(*cases));
}
