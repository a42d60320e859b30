// SPDX-License-Identifier: GPL-2.0-only
/*
 * gate_transfer - a program for the gate driver: reading and writing its store
 *
 * usage: gate_transfer NODE CASE
 *
 * Exit status 0 when the case, one of the functions at the end, is right.
 */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>

#include "gate.h"

static const char *node;
static int file;

static UCHAR pattern_at(unsigned int i, unsigned int seed)
{
	return (UCHAR)(i * 7 + i / 251 + seed);
}

static void fill(UCHAR *bytes, unsigned int count, unsigned int seed)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		bytes[i] = pattern_at(i, seed);
}

static bool filled(const UCHAR *bytes, unsigned int count, unsigned int seed)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		if (bytes[i] != pattern_at(i, seed))
			return false;
	}
	return true;
}

/* Bytes arrive where they were sent to, at any alignment and over page borders. */
static bool test_offset(void)
{
	UCHAR out[GATE_TRANSFER], in[GATE_TRANSFER];
	unsigned int start;

	for (start = 0; start < 3; start++) {
		fill(out + start, 5000, start);
		CHECK(pwrite(file, out + start, 5000, 100 + start) == 5000);
		memset(in, 0, sizeof(in));
		CHECK(pread(file, in + 2 * start, 5000, 100 + start) == 5000);
		CHECK(filled(in + 2 * start, 5000, start));
		CHECK(in[2 * start + 5000] == 0);
	}
	return true;
}

/* The position moves on by what was transferred, and pread() leaves it. */
static bool test_position(void)
{
	UCHAR out[64], in[64];

	fill(out, sizeof(out), 9);
	CHECK(lseek(file, 1000, SEEK_SET) == 1000);
	CHECK(write(file, out, 40) == 40);
	CHECK(write(file, out + 40, 24) == 24);
	CHECK(lseek(file, 0, SEEK_CUR) == 1064);
	CHECK(lseek(file, -64, SEEK_CUR) == 1000);
	CHECK(read(file, in, 10) == 10);
	CHECK(pread(file, in, 5, 3000) == 5);
	CHECK(lseek(file, 0, SEEK_CUR) == 1010);
	CHECK(pread(file, in, 64, 1000) == 64);
	CHECK(filled(in, 64, 9));
	return true;
}

/* STATUS_END_OF_FILE is no error, and a transfer may be shorter than asked for. */
static bool test_end(void)
{
	static UCHAR bytes[2 * GATE_TRANSFER];

	CHECK(pread(file, bytes, 100, GATE_STORE) == 0);
	CHECK(pread(file, bytes, 100, GATE_STORE - 10) == 10);
	CHECK(pread(file, bytes, sizeof(bytes), 0) == GATE_TRANSFER);
	errno = 0;
	CHECK(pwrite(file, bytes, 100, GATE_STORE) == -1 && errno == ENOSPC);
	CHECK(pwrite(file, bytes, 100, GATE_STORE - 10) == 10);
	return true;
}

/* An empty request reaches the driver, without a buffer. */
static bool test_empty(void)
{
	CHECK(pread(file, NULL, 0, 0) == 0);
	CHECK(pwrite(file, NULL, 0, 0) == 0);
	return true;
}

/* Each buffer is a request of its own. */
static bool test_vector(void)
{
	UCHAR out[300], in[300] = { 0 };
	struct iovec from[] = { { out, 100 }, { out + 100, 200 } };
	struct iovec to[] = { { in, 250 }, { in + 250, 50 } };

	fill(out, sizeof(out), 3);
	CHECK(pwritev(file, from, 2, 500) == 300);
	CHECK(preadv(file, to, 2, 500) == 300);
	CHECK(filled(in, 300, 3));
	return true;
}

/* A file that was not opened for it is neither read nor written. */
static bool test_mode(void)
{
	int reader = open(node, O_RDONLY), writer = open(node, O_WRONLY);
	UCHAR byte = 0;

	CHECK(reader >= 0 && writer >= 0);
	CHECK(write(reader, &byte, 1) == -1 && errno == EBADF);
	CHECK(read(writer, &byte, 1) == -1 && errno == EBADF);
	close(reader);
	close(writer);
	return true;
}

/* Memory that the program has not, or must not write. */
static bool test_fault(void)
{
	UCHAR *page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(page != MAP_FAILED);
	CHECK(pwrite(file, page, 4096, 0) == 4096);
	CHECK(pread(file, page, 4096, 0) == -1 && errno == EFAULT);
	munmap(page, 4096);
	CHECK(pread(file, page, 4096, 0) == -1 && errno == EFAULT);
	CHECK(pwrite(file, page, 4096, 0) == -1 && errno == EFAULT);
	CHECK(pread(file, page, VMBKMCL_TRANSFER_MAX + 1, 0) == -1 && errno == EINVAL);
	return true;
}

static bool test_flush(void)
{
	ULONG flushed = counters().Flushed;

	CHECK(fsync(file) == 0);
	CHECK(counters().Flushed == flushed + 1);
	return true;
}

/* How a read that the driver holds ends: 0, or the errno. */
static int held_read(int from)
{
	UCHAR bytes[16];

	return pread(from, bytes, sizeof(bytes), GATE_OFFSET_HOLD) < 0 ? errno : 0;
}

/* What does not end at once is cancelled. */
static bool test_nonblock(void)
{
	int other = open(node, O_RDWR | O_NONBLOCK);
	ULONG cancelled = counters().Cancelled;
	UCHAR bytes[16];

	CHECK(pread(other, bytes, sizeof(bytes), 0) == sizeof(bytes));
	CHECK(held_read(other) == EAGAIN);
	CHECK(counters().Cancelled == cancelled + 1);
	close(other);
	return true;
}

static void on_signal(int number)
{
	(void)number;
}

static void handle(int flags)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = flags };

	sigaction(SIGUSR1, &action, NULL);
}

static bool interrupted_read(void)
{
	handle(0);
	return held_read(file) == EINTR;
}

static bool restarted_read(void)
{
	handle(SA_RESTART);
	return held_read(file) == 0;
}

static bool test_signal(void)
{
	ULONG cancelled = counters().Cancelled;
	pid_t child = start(interrupted_read);

	CHECK(holding());
	kill(child, SIGUSR1);
	CHECK(ended(child) == 0);
	CHECK(counters().Cancelled == cancelled + 1);
	return true;
}

/* A handler with SA_RESTART has the request sent again. */
static bool test_restart(void)
{
	ULONG cancelled = counters().Cancelled;
	pid_t child = start(restarted_read);
	int i;

	CHECK(holding());
	kill(child, SIGUSR1);
	for (i = 0; i < LIMIT && counters().Cancelled == cancelled; i++)
		usleep(TICK);
	CHECK(holding());
	CHECK(simple(device, IOCTL_GATE_RELEASE) == STATUS_SUCCESS);
	CHECK(ended(child) == 0);
	CHECK(counters().Cancelled == cancelled + 1);
	return true;
}

static bool test_kill(void)
{
	pid_t child = start(restarted_read);
	int status;

	CHECK(holding());
	kill(child, SIGKILL);
	status = ended(child);
	CHECK(status != -1 && WIFSIGNALED(status));
	CHECK(holds(0));
	return true;
}

static void *thread_reads(void *from)
{
	return (void *)(intptr_t)held_read((int)(intptr_t)from);
}

static bool thread_read(pthread_t *thread, int from)
{
	return !pthread_create(thread, NULL, thread_reads, (void *)(intptr_t)from);
}

static int thread_ended(pthread_t thread)
{
	void *result;

	pthread_join(thread, &result);
	return (int)(intptr_t)result;
}

/*
 * Closing a file from another thread cancels what is pending at it, once no other
 * descriptor of the process leads there, and leaves other files alone.
 */
static bool test_close(void)
{
	int other = open(node, O_RDWR), same = dup(other);
	pthread_t reader, another;

	CHECK(thread_read(&reader, other));
	CHECK(thread_read(&another, file));
	CHECK(holds(2));
	close(other);
	usleep(100000);
	CHECK(counters().Holding == 2);
	close(same);
	CHECK(thread_ended(reader) == ECANCELED);
	CHECK(holds(1));
	CHECK(simple(device, IOCTL_GATE_RELEASE) == STATUS_SUCCESS);
	CHECK(thread_ended(another) == 0);
	return true;
}

static bool close_file(void)
{
	close(file);
	return counters().Holding == 1;
}

/* What one process closes, another one's requests stay. */
static bool test_other_process(void)
{
	pid_t child = start(restarted_read);

	CHECK(holding());
	CHECK(ended(start(close_file)) == 0);
	CHECK(counters().Holding == 1);
	CHECK(simple(device, IOCTL_GATE_RELEASE) == STATUS_SUCCESS);
	CHECK(ended(child) == 0);
	return true;
}

#define SEVERAL	3

/* Several requests of one file are pending, and are cancelled together. */
static bool test_cancel(void)
{
	ULONG cancelled = counters().Cancelled;
	pthread_t threads[SEVERAL];
	int i, other = open(node, O_RDWR);

	errno = 0;
	CHECK(ioctl(file, VMBKMCL_CANCEL_IO) == -1 && errno == ENOENT);
	for (i = 0; i < SEVERAL; i++)
		CHECK(thread_read(&threads[i], file));
	CHECK(holds(SEVERAL));
	CHECK(ioctl(other, VMBKMCL_CANCEL_IO) == -1 && errno == ENOENT);
	CHECK(ioctl(file, VMBKMCL_CANCEL_IO) == 0);
	for (i = 0; i < SEVERAL; i++)
		CHECK(thread_ended(threads[i]) == ECANCELED);
	CHECK(counters().Cancelled == cancelled + SEVERAL);
	close(other);
	return true;
}

/* The first page frame of the memory that the kernel must be able to clear, or 0. */
static unsigned long movable_start(void)
{
	FILE *zones = fopen("/proc/zoneinfo", "r");
	unsigned long start = 0;
	bool movable = false;
	char line[200];

	while (zones && fgets(line, sizeof(line), zones)) {
		if (!strncmp(line, "Node", 4))
			movable = strstr(line, "Movable");
		else if (movable && sscanf(line, " start_pfn: %lu", &start) == 1)
			break;
	}
	if (zones)
		fclose(zones);
	return start;
}

/* The page frame of @page, which has been touched; 0 for those who may not know. */
static unsigned long frame_of(const void *page)
{
	int map = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;

	if (pread(map, &entry, sizeof(entry),
		  (uintptr_t)page / 4096 * sizeof(entry)) != sizeof(entry))
		entry = 0;
	close(map);
	return entry & ((1ULL << 55) - 1);
}

/*
 * A driver may keep a page for as long as it likes: one in memory that must be able to
 * become empty is moved out of there before (Documentation/core-api/pin_user_pages.rst
 * of the kernel, FOLL_LONGTERM).
 */
static bool test_movable(void)
{
	enum { PAGES = 64 };
	UCHAR *pages = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	unsigned long start = movable_start();
	unsigned int i, moved = 0;

	CHECK(pages != MAP_FAILED && start && frame_of(pages));
	for (i = 0; i < PAGES; i++) {
		if (frame_of(pages + i * 4096) < start)
			continue;
		CHECK(pread(file, pages + i * 4096, 4096, 0) == 4096);
		CHECK(frame_of(pages + i * 4096) < start);
		moved++;
	}
	CHECK(moved);
	munmap(pages, PAGES * 4096);
	return true;
}

static const struct {
	const char *name;
	bool (*run)(void);
} cases[] = {
	{ "offset", test_offset },
	{ "position", test_position },
	{ "end", test_end },
	{ "empty", test_empty },
	{ "vector", test_vector },
	{ "mode", test_mode },
	{ "fault", test_fault },
	{ "flush", test_flush },
	{ "nonblock", test_nonblock },
	{ "signal", test_signal },
	{ "restart", test_restart },
	{ "kill", test_kill },
	{ "close", test_close },
	{ "other-process", test_other_process },
	{ "cancel", test_cancel },
	{ "movable", test_movable },
};

int main(int argc, char **argv)
{
	unsigned int i;

	node = argc == 3 ? argv[1] : "";
	device = open(NODE, O_RDWR);
	file = open(node, O_RDWR);
	for (i = 0; device >= 0 && file >= 0 && i < sizeof(cases) / sizeof(*cases); i++) {
		if (!strcmp(cases[i].name, argv[2]))
			return !cases[i].run();
	}
	fprintf(stderr, "usage: gate_transfer NODE CASE, with the gate driver loaded\n");
	return 2;
}
