// SPDX-License-Identifier: GPL-2.0-only
/*
 * gate_control - a program for the gate driver: what a device node's files do
 * while requests wait
 *
 * usage: gate_control CASE
 *
 * Exit status 0 when the case, one of the functions at the end, is right. A child
 * that has to end does so within LIMIT, or it is counted as hanging.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "gate.h"

#define OTHER_NODE	"/dev/KmclGateOther"
#define DIRECT_NODE	"/dev/KmclGateDirect"

#define PAGE		4096
#define NOBODY		65534

static NTSTATUS next_create(ULONG what)
{
	return DeviceIoControl(device, IOCTL_GATE_NEXT_CREATE, &what, sizeof(what), NULL, 0,
			       NULL);
}

static bool held_succeeds(void)
{
	return simple(device, IOCTL_GATE_HOLD) == STATUS_SUCCESS;
}

static bool opens(const char *node)
{
	int file = open(node, O_RDWR);

	if (file < 0)
		return false;
	close(file);
	return true;
}

static bool open_node(void)
{
	return opens(NODE);
}

static bool open_other(void)
{
	return opens(OTHER_NODE);
}

/* The driver is not asked for what the file was not opened for. */
static bool test_access(void)
{
	int reader = open(NODE, O_RDONLY), writer = open(NODE, O_WRONLY);

	CHECK(reader >= 0 && writer >= 0);
	CHECK(simple(device, IOCTL_GATE_READ) == STATUS_SUCCESS);
	CHECK(simple(device, IOCTL_GATE_WRITE) == STATUS_SUCCESS);
	CHECK(simple(reader, IOCTL_GATE_READ) == STATUS_SUCCESS);
	CHECK(simple(reader, IOCTL_GATE_WRITE) == STATUS_ACCESS_DENIED);
	CHECK(simple(writer, IOCTL_GATE_WRITE) == STATUS_SUCCESS);
	CHECK(simple(writer, IOCTL_GATE_READ) == STATUS_ACCESS_DENIED);
	CHECK(simple(writer, IOCTL_GATE_COUNTERS) == STATUS_BUFFER_TOO_SMALL);
	close(reader);
	close(writer);
	return true;
}

/* A node does not open before its module is loaded, which may still fail. */
static bool test_early(void)
{
	CHECK(counters().OpenedEarly == EAGAIN);
	return true;
}

/* The driver uses the program's buffers by their addresses. */
static bool test_neither(void)
{
	static const UCHAR in[] = { 1, 2, 250, 0 };
	UCHAR out[sizeof(in)];
	unsigned int i;
	DWORD got = 0;

	CHECK(DeviceIoControl(device, IOCTL_GATE_NEITHER, in, sizeof(in), out, sizeof(out),
			      &got) == STATUS_SUCCESS);
	CHECK(got == sizeof(in));
	for (i = 0; i < sizeof(in); i++)
		CHECK((out[i] ^ in[i]) == 0xff);
	return true;
}

/* One that the program has not, or must not write, fails to be probed. */
static bool test_neither_fault(void)
{
	UCHAR in[4] = { 0 }, *page;

	page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(page != MAP_FAILED);
	CHECK(DeviceIoControl(device, IOCTL_GATE_NEITHER, page, 4, in, 4, NULL) ==
	      STATUS_SUCCESS);
	CHECK(DeviceIoControl(device, IOCTL_GATE_NEITHER, in, 4, page, 4, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	munmap(page, 4096);
	CHECK(DeviceIoControl(device, IOCTL_GATE_NEITHER, page, 4, in, 4, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	CHECK(DeviceIoControl(device, IOCTL_GATE_NEITHER, (void *)~0xffful, 4, in, 4, NULL) ==
	      STATUS_ACCESS_VIOLATION);
	return true;
}

static bool test_neither_alignment(void)
{
	_Alignas(8) UCHAR in[8] = { 0 }, out[8];
	DWORD code = IOCTL_GATE_NEITHER_ALIGNED;

	CHECK(DeviceIoControl(device, code, in, 4, out, 4, NULL) == STATUS_SUCCESS);
	CHECK(DeviceIoControl(device, code, in + 2, 4, out, 4, NULL) ==
	      STATUS_DATATYPE_MISALIGNMENT);
	CHECK(DeviceIoControl(device, code, in, 4, out + 1, 4, NULL) ==
	      STATUS_DATATYPE_MISALIGNMENT);
	CHECK(DeviceIoControl(device, code, (void *)3, 0, (void *)1, 0, NULL) ==
	      STATUS_SUCCESS);
	return true;
}

/* Another thread uses them, once the driver has locked their pages. */
static bool test_neither_later(void)
{
	UCHAR out[10000] = { 0 };
	unsigned int i;
	DWORD got = 0;

	CHECK(DeviceIoControl(device, IOCTL_GATE_NEITHER_LATER, NULL, 0, out + 1, 9998,
			      &got) == STATUS_SUCCESS);
	CHECK(got == 9998);
	CHECK(out[0] == 0 && out[9999] == 0);
	for (i = 1; i < 9999; i++)
		CHECK(out[i] == GATE_FILL);
	CHECK(DeviceIoControl(device, IOCTL_GATE_NEITHER_LATER, NULL, 0, (void *)64, 9998,
			      &got) == STATUS_INVALID_USER_BUFFER);
	return true;
}

#ifdef __x86_64__
/* ioctl() as a program of 32 bits calls it. */
static long ioctl_32(int file, unsigned long command, void *argument)
{
	long result;

	asm volatile("int $0x80"
		     : "=a" (result)
		     : "a" (54), "b" (file), "c" (command), "d" (argument)
		     : "memory", "r8", "r9", "r10", "r11");
	return result;
}

static bool test_compat(void)
{
	struct vmbkmcl_device_control *control;
	GATE_COUNTERS *now;

	control = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	CHECK(control != MAP_FAILED);
	now = (void *)(control + 1);
	now->Holding = 77;
	control->code = IOCTL_GATE_COUNTERS;
	control->out = (uintptr_t)now;
	control->out_size = sizeof(*now);
	CHECK(ioctl_32(device, VMBKMCL_DEVICE_CONTROL, control) == 0);
	CHECK(control->status == STATUS_SUCCESS);
	CHECK(control->information == sizeof(*now));
	CHECK(now->Holding == 0);
	return true;
}
#else
/* Elsewhere a program of 64 bits cannot; test_gate.sh does not ask for it. */
static bool test_compat(void)
{
	return false;
}
#endif

/* A process that is stopped keeps its request, which the driver completes. */
static bool test_stop(void)
{
	ULONG cancelled = counters().Cancelled;
	pid_t child = start(held_succeeds);

	CHECK(holding());
	kill(child, SIGSTOP);
	usleep(500000);
	CHECK(counters().Cancelled == cancelled);
	CHECK(counters().Holding);
	kill(child, SIGCONT);
	usleep(100000);
	CHECK(counters().Holding);
	CHECK(simple(device, IOCTL_GATE_RELEASE) == STATUS_SUCCESS);
	CHECK(ended(child) == 0);
	return true;
}

static void on_signal(int number)
{
	(void)number;
}

static bool held_is_cancelled(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGUSR1, &action, NULL);
	return simple(device, IOCTL_GATE_HOLD) == STATUS_CANCELLED;
}

/* A handler runs although a stop came before it. */
static bool test_handler(void)
{
	ULONG cancelled = counters().Cancelled;
	pid_t child = start(held_is_cancelled);

	CHECK(holding());
	kill(child, SIGSTOP);
	usleep(100000);
	kill(child, SIGCONT);
	kill(child, SIGUSR1);
	CHECK(ended(child) == 0);
	CHECK(counters().Cancelled == cancelled + 1);
	return true;
}

static bool test_kill(void)
{
	ULONG cancelled = counters().Cancelled;
	pid_t child = start(held_succeeds);
	int status;

	CHECK(holding());
	kill(child, SIGKILL);
	status = ended(child);
	CHECK(status != -1 && WIFSIGNALED(status));
	CHECK(counters().Cancelled == cancelled + 1);
	return true;
}

/* The rest of the world goes on while the driver has a create request. */
static bool test_slow_create(void)
{
	pid_t child, other;
	int status;

	CHECK(next_create(GATE_CREATE_HOLD) == STATUS_SUCCESS);
	child = start(open_node);
	CHECK(holding());
	other = start(open_other);
	status = ended(other);
	CHECK(status == 0);
	other = start(open_node);
	CHECK(ended(other) == 0);
	CHECK(simple(device, IOCTL_GATE_READ) == STATUS_SUCCESS);
	CHECK(simple(device, IOCTL_GATE_RELEASE) == STATUS_SUCCESS);
	CHECK(ended(child) == 0);
	return true;
}

static bool test_killed_create(void)
{
	ULONG cancelled = counters().Cancelled;
	pid_t child;
	int status;

	CHECK(next_create(GATE_CREATE_HOLD) == STATUS_SUCCESS);
	child = start(open_node);
	CHECK(holding());
	kill(child, SIGKILL);
	status = ended(child);
	CHECK(status != -1 && WIFSIGNALED(status));
	CHECK(counters().Cancelled == cancelled + 1);
	return true;
}

static bool test_link_in_create(void)
{
	CHECK(next_create(GATE_CREATE_MAKE_LINK) == STATUS_SUCCESS);
	CHECK(ended(start(open_node)) == 0);
	return true;
}

/* Pages of a process are unlocked where the driver may not wait. */
static bool test_unlock(void)
{
	GATE_BUFFER buffer;
	UCHAR *page;
	int i;

	page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(page != MAP_FAILED);
	buffer.Address = (uintptr_t)page;
	CHECK(DeviceIoControl(device, IOCTL_GATE_FILL, &buffer, sizeof(buffer), NULL, 0, NULL) ==
	      STATUS_SUCCESS);
	for (i = 0; i < 4096; i++)
		CHECK(page[i] == GATE_FILL);
	return true;
}

/*
 * Without the right to lock memory, as any program but root's, a process has no more
 * pages pinned than its limit, for all of its requests.
 */
static bool limited_reads(void)
{
	static _Alignas(PAGE) UCHAR bytes[2 * PAGE];
	struct rlimit limit = { PAGE, PAGE };
	int i, file = open(DIRECT_NODE, O_RDWR);

	CHECK(file >= 0);
	CHECK(setrlimit(RLIMIT_MEMLOCK, &limit) == 0);
	CHECK(pread(file, bytes, sizeof(bytes), 0) == sizeof(bytes));
	CHECK(setuid(NOBODY) == 0);
	for (i = 0; i < 3; i++) {
		CHECK(pread(file, bytes, PAGE, 0) == PAGE);
		errno = 0;
		CHECK(pread(file, bytes + PAGE / 2, PAGE, 0) == -1 && errno == ENOMEM);
	}
	return true;
}

static bool test_limit(void)
{
	CHECK(ended(start(limited_reads)) == 0);
	return true;
}

static NTSTATUS set_event(int handle)
{
	GATE_BUFFER buffer = { .Address = (ULONGLONG)handle };

	return DeviceIoControl(device, IOCTL_GATE_SET_EVENT, &buffer, sizeof(buffer), NULL, 0,
			       NULL);
}

/* A driver sets an event that the program made. */
static bool test_event(void)
{
	int event = eventfd(0, EFD_NONBLOCK);
	uint64_t count = 0;

	CHECK(event >= 0);
	CHECK(set_event(event) == STATUS_SUCCESS);
	CHECK(set_event(event) == STATUS_SUCCESS);
	CHECK(read(event, &count, sizeof(count)) == sizeof(count));
	CHECK(count == 2);
	CHECK(set_event(device) == STATUS_OBJECT_TYPE_MISMATCH);
	close(event);
	CHECK(set_event(event) == STATUS_INVALID_HANDLE);
	return true;
}

/* These three are steps of the script's, which drives the freezer. */
static bool test_hold(void)
{
	return held_succeeds();
}

static bool test_release(void)
{
	CHECK(holding());
	CHECK(simple(device, IOCTL_GATE_RELEASE) == STATUS_SUCCESS);
	return true;
}

static bool test_held(void)
{
	return holding();
}

static const struct gate_case cases[] = {
	{ "early", test_early },
	{ "access", test_access },
	{ "neither", test_neither },
	{ "neither-fault", test_neither_fault },
	{ "neither-alignment", test_neither_alignment },
	{ "neither-later", test_neither_later },
	{ "compat", test_compat },
	{ "stop", test_stop },
	{ "handler", test_handler },
	{ "kill", test_kill },
	{ "slow-create", test_slow_create },
	{ "killed-create", test_killed_create },
	{ "link-in-create", test_link_in_create },
	{ "unlock", test_unlock },
	{ "limit", test_limit },
	{ "event", test_event },
	{ "hold", test_hold },
	{ "held", test_held },
	{ "release", test_release },
};

int main(int argc, char **argv)
{
	return run_case(argc, argv, cases, sizeof(cases) / sizeof(*cases));
}
