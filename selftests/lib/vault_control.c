// SPDX-License-Identifier: GPL-2.0-only
/*
 * vault_control - a program for the vault driver: reads and writes a device as if it
 * were a disk, and locks the vault
 *
 * usage: vault_control NODE index
 *        vault_control NODE CASE
 *
 * NODE is the node of a device's interface. "index" prints which of the host's devices
 * it is. Exit status 0 when the case, one of the functions at the end, is right.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "win32.h"

#include "../include/kmcltest.h"
#include "../drivers/windows/vault/public.h"

#define CONTROL_NODE	"/dev/VaultControl"
#define THREADS		24
#define ROUNDS		40
#define SIZE		(300 * 1000)

static int device;

#define CHECK(condition) do {						\
	if (!(condition)) {						\
		fprintf(stderr, "%s: line %d: %s (errno %d)\n",		\
			__FILE__, __LINE__, #condition, errno);		\
		return false;						\
	}								\
} while (0)

static VAULT_STATISTICS statistics(void)
{
	VAULT_STATISTICS now = { 0 };

	DeviceIoControl(device, IOCTL_VAULT_GET_STATISTICS, NULL, 0, &now, sizeof(now), NULL);
	return now;
}

/* Whether a read of @size bytes at @offset returns that offset's pattern. */
static bool read_is_right(u64 offset, size_t size)
{
	unsigned char *got = malloc(size), *expected = malloc(size);
	bool right;

	kmcltest_fill_bytes(expected, size, offset);
	memset(got, 0, size);
	right = pread(device, got, size, offset) == (ssize_t)size &&
		!memcmp(got, expected, size);
	free(got);
	free(expected);
	return right;
}

static bool test_read(void)
{
	u64 before = statistics().BytesRead;

	CHECK(read_is_right(0, 1));
	CHECK(read_is_right(4711, SIZE));
	CHECK(read_is_right(1ull << 40, VAULT_MAX_TRANSFER));
	CHECK(statistics().BytesRead - before == 1 + SIZE + VAULT_MAX_TRANSFER);
	return true;
}

static bool test_write(void)
{
	unsigned char *data = malloc(SIZE);
	u64 before = statistics().BytesWritten;

	kmcltest_fill_bytes(data, SIZE, 1);
	CHECK(pwrite(device, data, SIZE, 0) == SIZE);
	CHECK(statistics().BytesWritten - before == SIZE);
	CHECK(statistics().LastSum == kmcltest_sum_bytes(data, SIZE, KMCLTEST_SUM_INIT));
	free(data);
	return true;
}

/* The framework completes empty ones, and the driver refuses those that are too large. */
static bool test_sizes(void)
{
	static unsigned char large[VAULT_MAX_TRANSFER + 1];

	CHECK(pread(device, large, 0, 0) == 0);
	CHECK(pwrite(device, large, 0, 0) == 0);
	CHECK(pread(device, large, sizeof(large), 0) == -1);
	return true;
}

/* METHOD_NEITHER: the driver locks the program's buffers where they are. */
static bool test_checksum(void)
{
	unsigned char *data = malloc(SIZE);
	VAULT_SUM sum = { 0 };
	DWORD got = 0;

	kmcltest_fill_bytes(data, SIZE, 2);
	CHECK(DeviceIoControl(device, IOCTL_VAULT_CHECKSUM, data, SIZE, &sum, sizeof(sum), &got) ==
	      STATUS_SUCCESS);
	CHECK(got == sizeof(sum));
	CHECK(sum.Bytes == SIZE);
	CHECK(sum.Sum == kmcltest_sum_bytes(data, SIZE, KMCLTEST_SUM_INIT));
	CHECK(DeviceIoControl(device, IOCTL_VAULT_CHECKSUM, NULL, 0, &sum, sizeof(sum), &got) ==
	      STATUS_BUFFER_TOO_SMALL);
	free(data);
	return true;
}

static void *reader(void *argument)
{
	unsigned long number = (unsigned long)argument, i;

	for (i = 0; i < ROUNDS; i++) {
		if (!read_is_right(number << 32 | i << 16, 4096 * (i % 8 + 1) + number))
			return reader;
	}
	return NULL;
}

/* Many at once, and never more with the host than the driver allows. */
static bool test_parallel(void)
{
	pthread_t threads[THREADS];
	bool right = true;
	unsigned long i;
	void *failed;

	for (i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&threads[i], NULL, reader, (void *)i));
	for (i = 0; i < THREADS; i++) {
		pthread_join(threads[i], &failed);
		right &= !failed;
	}
	CHECK(right);
	CHECK(statistics().MostInFlight > 0 && statistics().MostInFlight <= 16);
	return true;
}

static ULONG waiting(int control)
{
	ULONG count = ~0u;

	DeviceIoControl(control, IOCTL_VAULT_GET_WAITING, NULL, 0, &count, sizeof(count), NULL);
	return count;
}

static bool waits(int control, ULONG count)
{
	int i;

	for (i = 0; i < 500 && waiting(control) != count; i++)
		usleep(20000);
	return waiting(control) == count;
}

static pid_t read_in_child(void)
{
	pid_t child = fork();

	if (!child)
		_exit(!read_is_right(99, 10000));
	return child;
}

static int control_code(int control, DWORD code)
{
	return DeviceIoControl(control, code, NULL, 0, NULL, 0, NULL);
}

/* Requests wait while the vault is locked: one is cancelled, the others are served. */
static bool test_locked(void)
{
	int control = open(CONTROL_NODE, O_RDWR), status = -1;
	u64 canceled = statistics().Canceled;
	pid_t first, second;

	CHECK(control >= 0);
	CHECK(control_code(control, IOCTL_VAULT_LOCK) == STATUS_SUCCESS);
	first = read_in_child();
	CHECK(waits(control, 1));
	second = read_in_child();
	CHECK(waits(control, 2));
	kill(first, SIGKILL);
	CHECK(waitpid(first, &status, 0) == first && WIFSIGNALED(status));
	CHECK(waits(control, 1));
	CHECK(statistics().Canceled == canceled + 1);
	CHECK(control_code(control, IOCTL_VAULT_UNLOCK) == STATUS_SUCCESS);
	CHECK(waitpid(second, &status, 0) == second && !status);
	CHECK(waits(control, 0));
	close(control);
	return true;
}

static bool test_index(void)
{
	VAULT_STATISTICS now;

	CHECK(DeviceIoControl(device, IOCTL_VAULT_GET_STATISTICS, NULL, 0, &now, sizeof(now),
			      NULL) == STATUS_SUCCESS);
	printf("%u\n", now.HostIndex);
	return true;
}

/* A read that waits until the device is taken away; says so when it waits. */
static bool test_removal(void)
{
	int control = open(CONTROL_NODE, O_RDWR);
	unsigned char byte;

	CHECK(control >= 0);
	CHECK(control_code(control, IOCTL_VAULT_LOCK) == STATUS_SUCCESS);
	printf("waiting\n");
	fflush(stdout);
	CHECK(pread(device, &byte, 1, 0) == -1);
	CHECK(control_code(control, IOCTL_VAULT_UNLOCK) == STATUS_SUCCESS);
	close(control);
	return true;
}

static const struct {
	const char *name;
	bool (*run)(void);
} cases[] = {
	{ "index", test_index },
	{ "read", test_read },
	{ "write", test_write },
	{ "sizes", test_sizes },
	{ "checksum", test_checksum },
	{ "parallel", test_parallel },
	{ "locked", test_locked },
	{ "removal", test_removal },
};

int main(int argc, char **argv)
{
	size_t i;

	if (argc != 3) {
		fprintf(stderr, "usage: vault_control NODE CASE\n");
		return 2;
	}
	device = open(argv[1], O_RDWR);
	if (device < 0) {
		perror(argv[1]);
		return 2;
	}
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		if (!strcmp(cases[i].name, argv[2]))
			return !cases[i].run();
	}
	fprintf(stderr, "vault_control: no case %s\n", argv[2]);
	return 2;
}
