// SPDX-License-Identifier: GPL-2.0-only
/*
 * gate_uring - a program for the gate driver: requests of io_uring
 *
 * usage: gate_uring CASE
 *
 * Exit status 0 when the case, one of the functions at the end, is right.
 */
#include <fcntl.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "gate.h"

#define STORE_NODE	"/dev/KmclGateBuffered"
#define ENTRIES		16

static struct {
	int fd;
	unsigned int *sq_tail, *sq_mask, *sq_array;
	unsigned int *cq_head, *cq_tail, *cq_mask;
	struct io_uring_sqe *sqes;
	struct io_uring_cqe *cqes;
} ring;

static int file;

static void *ring_map(size_t size, unsigned long long offset)
{
	return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring.fd,
		    (off_t)offset);
}

static bool ring_open(void)
{
	struct io_uring_params p = { 0 };
	char *sq, *cq;

	ring.fd = (int)syscall(__NR_io_uring_setup, ENTRIES, &p);
	if (ring.fd < 0)
		return false;
	sq = ring_map(p.sq_off.array + p.sq_entries * sizeof(unsigned int),
		      IORING_OFF_SQ_RING);
	cq = ring_map(p.cq_off.cqes + p.cq_entries * sizeof(struct io_uring_cqe),
		      IORING_OFF_CQ_RING);
	ring.sqes = ring_map(p.sq_entries * sizeof(struct io_uring_sqe), IORING_OFF_SQES);
	ring.sq_tail = (unsigned int *)(sq + p.sq_off.tail);
	ring.sq_mask = (unsigned int *)(sq + p.sq_off.ring_mask);
	ring.sq_array = (unsigned int *)(sq + p.sq_off.array);
	ring.cq_head = (unsigned int *)(cq + p.cq_off.head);
	ring.cq_tail = (unsigned int *)(cq + p.cq_off.tail);
	ring.cq_mask = (unsigned int *)(cq + p.cq_off.ring_mask);
	ring.cqes = (struct io_uring_cqe *)(cq + p.cq_off.cqes);
	return sq != MAP_FAILED && cq != MAP_FAILED && (void *)ring.sqes != MAP_FAILED;
}

static bool ring_submit(const struct io_uring_sqe *sqe)
{
	unsigned int tail = *ring.sq_tail, index = tail & *ring.sq_mask;

	ring.sqes[index] = *sqe;
	ring.sq_array[index] = index;
	__atomic_store_n(ring.sq_tail, tail + 1, __ATOMIC_RELEASE);
	return syscall(__NR_io_uring_enter, ring.fd, 1, 0, 0, NULL, 0) == 1;
}

struct result {
	unsigned long long user_data;
	int res;
};

/* The next result; its user_data is 0 if there is none within LIMIT. */
static struct result ring_result(void)
{
	struct result result = { 0 };
	struct io_uring_cqe *cqe;
	unsigned int head = *ring.cq_head;
	int i;

	for (i = 0; i < LIMIT; i++) {
		syscall(__NR_io_uring_enter, ring.fd, 0, 0, IORING_ENTER_GETEVENTS, NULL, 0);
		if (__atomic_load_n(ring.cq_tail, __ATOMIC_ACQUIRE) != head) {
			cqe = &ring.cqes[head & *ring.cq_mask];
			result.user_data = cqe->user_data;
			result.res = cqe->res;
			__atomic_store_n(ring.cq_head, head + 1, __ATOMIC_RELEASE);
			break;
		}
		usleep(TICK);
	}
	return result;
}

static bool submit_read(unsigned long long id, void *to, unsigned int size,
			unsigned long long offset)
{
	struct io_uring_sqe sqe = {
		.opcode = IORING_OP_READ,
		.fd = file,
		.off = offset,
		.addr = (uintptr_t)to,
		.len = size,
		.user_data = id,
	};

	return ring_submit(&sqe);
}

static UCHAR bytes[4][64];

static bool submit_held_read(unsigned int id)
{
	return submit_read(id, bytes[id], sizeof(bytes[id]), GATE_OFFSET_HOLD);
}

static bool submit_cancel(unsigned long long id, unsigned long long which)
{
	struct io_uring_sqe sqe = {
		.opcode = IORING_OP_ASYNC_CANCEL,
		.fd = -1,
		.addr = which,
		.user_data = id,
	};

	return ring_submit(&sqe);
}

static bool cancelled_result(int result)
{
	return result == -ECANCELED || result == -EINTR;
}

static bool release(void)
{
	return simple(device, IOCTL_GATE_RELEASE) == STATUS_SUCCESS;
}

static bool test_transfer(void)
{
	struct io_uring_sqe write = {
		.opcode = IORING_OP_WRITE,
		.fd = file,
		.off = 700,
		.addr = (uintptr_t)"through the ring",
		.len = 16,
		.user_data = 7,
	};
	struct result done;

	CHECK(ring_submit(&write));
	done = ring_result();
	CHECK(done.user_data == 7 && done.res == 16);
	CHECK(submit_read(8, bytes[0], 16, 700));
	done = ring_result();
	CHECK(done.user_data == 8 && done.res == 16);
	CHECK(!memcmp(bytes[0], "through the ring", 16));
	return true;
}

/* Several requests are pending at a time; the driver completes them in its order. */
static bool test_several(void)
{
	struct result done;
	unsigned int i;

	for (i = 1; i <= 3; i++) {
		CHECK(submit_held_read(i));
		CHECK(holds(i));
	}
	for (i = 1; i <= 3; i++) {
		CHECK(release());
		done = ring_result();
		CHECK(done.user_data == i && done.res == 0);
	}
	return true;
}

/* One of them is cancelled, and the other stays. */
static bool test_cancel(void)
{
	ULONG cancelled = counters().Cancelled;
	struct result first, second;

	CHECK(submit_held_read(1));
	CHECK(holds(1));
	CHECK(submit_held_read(2));
	CHECK(holds(2));
	CHECK(submit_cancel(9, 2));
	first = ring_result();
	second = ring_result();
	CHECK(first.user_data + second.user_data == 11);
	CHECK(cancelled_result(first.user_data == 2 ? first.res : second.res));
	CHECK(counters().Cancelled == cancelled + 1 && counters().Holding == 1);
	CHECK(release());
	first = ring_result();
	CHECK(first.user_data == 1 && first.res == 0);
	return true;
}

/* Closing the file cancels what is pending at it. */
static bool test_close(void)
{
	struct result done;

	CHECK(submit_held_read(1));
	CHECK(holds(1));
	close(file);
	done = ring_result();
	CHECK(done.user_data == 1 && cancelled_result(done.res));
	CHECK(holds(0));
	return true;
}

static bool leave_read(void)
{
	return ring_open() && submit_held_read(1) && holds(1);
}

/* So does the end of the process. */
static bool test_exit(void)
{
	CHECK(ended(start(leave_read)) == 0);
	CHECK(holds(0));
	return true;
}

static bool release_later(void)
{
	if (!holding())
		return false;
	usleep(600000);
	return release();
}

/* Work that io_uring has for a thread which waits is no signal to it. */
static bool test_notify(void)
{
	struct __kernel_timespec after = { .tv_nsec = 200000000 };
	struct io_uring_sqe timeout = {
		.opcode = IORING_OP_TIMEOUT,
		.addr = (uintptr_t)&after,
		.len = 1,
		.user_data = 5,
	};
	ULONG cancelled = counters().Cancelled;
	pid_t child = start(release_later);

	CHECK(ring_submit(&timeout));
	CHECK(pread(file, bytes[0], sizeof(bytes[0]), GATE_OFFSET_HOLD) == 0);
	CHECK(ended(child) == 0);
	CHECK(counters().Cancelled == cancelled);
	CHECK(ring_result().user_data == 5);
	return true;
}

/* Newer than the compiler's headers: the operation, and where its argument is. */
#define OP_URING_CMD	46
#define URING_CMD_AT	48

static bool submit_command(unsigned long long id, unsigned int operation,
			   const struct vmbkmcl_device_control *control)
{
	struct io_uring_sqe sqe = {
		.opcode = OP_URING_CMD,
		.fd = file,
		.off = operation,
		.user_data = id,
	};
	uint64_t argument = (uintptr_t)control;

	memcpy((char *)&sqe + URING_CMD_AT, &argument, sizeof(argument));
	return ring_submit(&sqe);
}

static bool submit_hold(unsigned long long id, struct vmbkmcl_device_control *control)
{
	control->code = IOCTL_GATE_HOLD;
	control->status = 1;
	return submit_command(id, VMBKMCL_DEVICE_CONTROL, control);
}

/* No case, but whether the kernel has such commands: the node does not know this one. */
static bool test_has_commands(void)
{
	return submit_command(1, 1, NULL) && ring_result().res == -ENOTTY;
}

/* Control requests, too: one is released, and one is cancelled. */
static bool test_control(void)
{
	struct vmbkmcl_device_control controls[3] = { 0 };
	struct result done;

	CHECK(submit_hold(1, &controls[1]));
	CHECK(holds(1));
	CHECK(submit_hold(2, &controls[2]));
	CHECK(holds(2));
	CHECK(release());
	done = ring_result();
	CHECK(done.user_data == 1 && done.res == 0);
	CHECK(controls[1].status == STATUS_SUCCESS);
	CHECK(submit_cancel(9, 2));
	CHECK(ring_result().user_data && ring_result().user_data);
	CHECK(controls[2].status == STATUS_CANCELLED);
	return true;
}

/* There is an io_uring: its rings are open. */
static bool test_open(void)
{
	return true;
}

static const struct {
	const char *name;
	bool (*run)(void);
} cases[] = {
	{ "open", test_open },
	{ "transfer", test_transfer },
	{ "several", test_several },
	{ "cancel", test_cancel },
	{ "close", test_close },
	{ "exit", test_exit },
	{ "notify", test_notify },
	{ "has-commands", test_has_commands },
	{ "control", test_control },
};

int main(int argc, char **argv)
{
	unsigned int i;

	device = open(NODE, O_RDWR);
	file = open(STORE_NODE, O_RDWR);
	if (argc != 2 || file < 0) {
		fprintf(stderr, "usage: gate_uring CASE, with the gate driver loaded\n");
		return 2;
	}
	if (!ring_open()) {
		perror("gate_uring: io_uring");
		return 2;
	}
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (!strcmp(cases[i].name, argv[1]))
			return !cases[i].run();
	}
	return 2;
}
