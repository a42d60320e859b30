// SPDX-License-Identifier: GPL-2.0-only
/*
 * courier_control - a program for the courier driver, the porting guide's example
 *
 * usage: courier_control NODE CASE
 *
 * Exit status 0 when the case, one of the functions at the end, is right.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>
#include <unistd.h>

#include "win32.h"

#include "../drivers/windows/courier/public.h"
#include "../include/kmcltest.h"

static int device;

#define CHECK(condition) do {						\
	if (!(condition)) {						\
		fprintf(stderr, "courier_control: line %d: %s (errno %d)\n", \
			__LINE__, #condition, errno);			\
		return false;						\
	}								\
} while (0)

#define SUCCEEDS(...)	(DeviceIoControl(device, __VA_ARGS__) == STATUS_SUCCESS)

static COURIER_STATISTICS statistics(void)
{
	COURIER_STATISTICS now = { 0 };

	DeviceIoControl(device, IOCTL_COURIER_GET_STATISTICS, NULL, 0, &now,
			sizeof(now), NULL);
	return now;
}

/* Until the heartbeat, five times a second, has brought the host's counters. */
static bool heartbeats_pass(int count)
{
	ULONGLONG end = statistics().Heartbeats + count;
	int tries;

	for (tries = 0; tries < 300; tries++) {
		if (statistics().Heartbeats >= end)
			return true;
		usleep(100000);
	}
	return false;
}

static bool test_info(void)
{
	COURIER_INFO info;
	DWORD size;

	CHECK(SUCCEEDS(IOCTL_COURIER_GET_INFO, NULL, 0, &info, sizeof(info), &size));
	CHECK(size == sizeof(info));
	CHECK(info.Version == KMCLTEST_VERSION);
	CHECK(info.Connections == 1);
	CHECK(info.Instance.Data1 == 0x1f0e6c2a);
	CHECK(info.Instance.Data4[7] == info.Index);
	printf("%u\n", info.Index);
	return true;
}

static bool test_echo(void)
{
	static const DWORD sizes[] = { 1, 7, 8, 9, 1000, 4095, 4096 };
	static UCHAR in[COURIER_MAX_MESSAGE + 1], out[COURIER_MAX_MESSAGE + 1];
	unsigned int i, round;
	DWORD size;

	for (round = 0; round < 100; round++) {
		for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
			kmcltest_fill_bytes(in, sizes[i], round);
			memset(out, 0, sizeof(out));
			CHECK(SUCCEEDS(IOCTL_COURIER_ECHO, in, sizes[i], out,
				       sizes[i], &size));
			CHECK(size == sizes[i]);
			CHECK(!memcmp(in, out, size));
		}
	}
	CHECK(DeviceIoControl(device, IOCTL_COURIER_ECHO, in, sizeof(in), out,
			      sizeof(out), NULL) == STATUS_INVALID_BUFFER_SIZE);
	CHECK(DeviceIoControl(device, IOCTL_COURIER_ECHO, in, 8, out, 7, NULL) ==
	      STATUS_BUFFER_TOO_SMALL);
	return true;
}

/* The packets reach the host, also when they are more than a ring holds. */
static bool test_post(void)
{
	COURIER_POST post = { .Count = 500, .Size = 1000 };
	COURIER_STATISTICS before, after;

	CHECK(heartbeats_pass(2));
	before = statistics();
	CHECK(SUCCEEDS(IOCTL_COURIER_POST, &post, sizeof(post), NULL, 0, NULL));
	CHECK(heartbeats_pass(2));
	after = statistics();
	CHECK(after.HostPackets - before.HostPackets >= post.Count);
	CHECK(after.HostMistakes == 0);
	post.Count = 0;
	CHECK(DeviceIoControl(device, IOCTL_COURIER_POST, &post, sizeof(post),
			      NULL, 0, NULL) == STATUS_INVALID_PARAMETER);
	return true;
}

static bool test_checksum(void)
{
	static const DWORD sizes[] = { 1, 100, 4096, 4097, 65536 };
	static UCHAR in[65536];
	COURIER_SUM sum;
	unsigned int i;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		kmcltest_fill_bytes(in, sizes[i], i);
		CHECK(SUCCEEDS(IOCTL_COURIER_CHECKSUM, in, sizes[i], &sum,
			       sizeof(sum), NULL));
		CHECK(sum.Bytes == sizes[i]);
		CHECK(sum.Sum == kmcltest_sum_bytes(in, sizes[i],
						    KMCLTEST_SUM_INIT));
	}
	return true;
}

static bool test_generate(void)
{
	static const DWORD sizes[] = { 8, 100, 4096, 4097, 65536 };
	static UCHAR out[65536], expected[65536];
	COURIER_SEED seed;
	unsigned int i;
	DWORD size;

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		seed.Seed = 77 + i;
		kmcltest_fill_bytes(expected, sizes[i], seed.Seed);
		CHECK(SUCCEEDS(IOCTL_COURIER_GENERATE, &seed, sizeof(seed), out,
			       sizes[i], &size));
		CHECK(size == sizes[i]);
		CHECK(!memcmp(out, expected, size));
	}
	return true;
}

/* The driver and the host share the window's memory. */
static bool test_window(void)
{
	static UCHAR whole[COURIER_WINDOW_BYTES], part[100];
	struct {
		COURIER_WINDOW_RANGE range;
		UCHAR data[100];
	} write = { .range = { .Offset = 5000, .Length = 100 } };
	COURIER_WINDOW_RANGE range = { .Offset = 4000, .Length = sizeof(part) };
	COURIER_SEED seed = { .Seed = 4711 };
	COURIER_SUM sum;

	kmcltest_fill_bytes(whole, sizeof(whole), seed.Seed);
	CHECK(SUCCEEDS(IOCTL_COURIER_WINDOW_FILL, &seed, sizeof(seed), &sum,
		       sizeof(sum), NULL));
	CHECK(sum.Bytes == sizeof(whole));
	CHECK(SUCCEEDS(IOCTL_COURIER_WINDOW_READ, &range, sizeof(range), part,
		       sizeof(part), NULL));
	CHECK(!memcmp(part, whole + 4000, sizeof(part)));
	kmcltest_fill_bytes(write.data, sizeof(write.data), 1);
	memcpy(whole + 5000, write.data, sizeof(write.data));
	CHECK(SUCCEEDS(IOCTL_COURIER_WINDOW_WRITE, &write, sizeof(write), NULL,
		       0, NULL));
	CHECK(SUCCEEDS(IOCTL_COURIER_WINDOW_SUM, NULL, 0, &sum, sizeof(sum),
		       NULL));
	CHECK(sum.Sum == kmcltest_sum_bytes(whole, sizeof(whole),
					    KMCLTEST_SUM_INIT));
	range.Offset = COURIER_WINDOW_BYTES - 99;
	CHECK(DeviceIoControl(device, IOCTL_COURIER_WINDOW_READ, &range,
			      sizeof(range), part, sizeof(part), NULL) ==
	      STATUS_INVALID_PARAMETER);
	return true;
}

static bool record_is_right(const COURIER_STREAM *stream, ULONG sequence)
{
	static UCHAR expected[COURIER_MAX_MESSAGE];
	COURIER_RECORD record;

	kmcltest_fill_bytes(expected, stream->Size, stream->Seed + sequence);
	CHECK(SUCCEEDS(IOCTL_COURIER_READ_RECORD, NULL, 0, &record,
		       sizeof(record), NULL));
	CHECK(record.Cookie == stream->Cookie);
	CHECK(record.Sequence == sequence);
	CHECK(record.Length == stream->Size);
	CHECK(record.Sum == kmcltest_sum_bytes(expected, stream->Size,
					       KMCLTEST_SUM_INIT));
	CHECK(!memcmp(record.Head, expected, COURIER_RECORD_HEAD));
	CHECK(!!(record.Flags & COURIER_RECORD_PASSIVE) ==
	      (stream->Size > 1024));
	return true;
}

static bool stream_is_right(ULONG count, ULONG size)
{
	COURIER_STREAM stream = {
		.Cookie = count, .Count = count, .Size = size, .Window = 16,
		.Seed = size,
	};
	ULONG i;

	CHECK(SUCCEEDS(IOCTL_COURIER_STREAM, &stream, sizeof(stream), NULL, 0,
		       NULL));
	for (i = 0; i < count; i++)
		if (!record_is_right(&stream, i))
			return false;
	return true;
}

/* Short packets are handled as they come, long ones at PASSIVE_LEVEL. */
static bool test_stream(void)
{
	COURIER_STATISTICS before = statistics(), after;

	CHECK(stream_is_right(200, 64));
	CHECK(stream_is_right(50, 4000));
	after = statistics();
	CHECK(after.Received - before.Received == 250);
	CHECK(after.Deferred - before.Deferred >= 1);
	CHECK(after.Malformed == 0);
	CHECK(after.RecordsDropped == 0);
	return true;
}

/* The host sends more only when packets are completed, which the timer does. */
static bool test_held(void)
{
	COURIER_MODE mode = {
		.DeferAbove = 1024, .HoldEvery = 3, .HoldMilliseconds = 5,
	};
	COURIER_STATISTICS before = statistics();

	CHECK(SUCCEEDS(IOCTL_COURIER_SET_MODE, &mode, sizeof(mode), NULL, 0,
		       NULL));
	CHECK(stream_is_right(90, 64));
	CHECK(statistics().Held - before.Held == 30);
	CHECK(heartbeats_pass(2));
	CHECK(statistics().HostMistakes == 0);
	mode.HoldEvery = 0;
	CHECK(SUCCEEDS(IOCTL_COURIER_SET_MODE, &mode, sizeof(mode), NULL, 0,
		       NULL));
	return true;
}

static void on_alarm(int signal)
{
	(void)signal;
}

/* A signal ends a read that waits. */
static bool test_cancel(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	/* Again and again: the first may come before the read waits. */
	static const struct itimerval seconds = { { 1, 0 }, { 1, 0 } };
	static const struct itimerval none;
	COURIER_RECORD record;
	NTSTATUS status;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &seconds, NULL);
	status = DeviceIoControl(device, IOCTL_COURIER_READ_RECORD, NULL, 0,
				 &record, sizeof(record), NULL);
	setitimer(ITIMER_REAL, &none, NULL);
	CHECK(status == STATUS_CANCELLED);
	/* And the queue works as before. */
	CHECK(stream_is_right(1, 64));
	return true;
}

static bool description_ends(const char *end)
{
	WCHAR wide[256];
	char text[256];
	size_t i, length = strlen(end);
	DWORD size;

	CHECK(SUCCEEDS(IOCTL_COURIER_GET_DESCRIPTION, NULL, 0, wide,
		       sizeof(wide), &size));
	for (i = 0; i < size / sizeof(WCHAR); i++)
		text[i] = (char)wide[i];
	text[i] = 0;
	fprintf(stderr, "courier_control: %s\n", text);
	CHECK(strstr(text, "{1F0E6C2A-93B7-4D58-B1C4-6B6D636C"));
	CHECK(i >= length && !strcmp(text + i - length, end));
	return true;
}

static bool test_label(void)
{
	WCHAR label[] = { 'p', 'o', 's', 't', 0, 0 };
	WCHAR none[] = { '(', 'N', 'o', 'n', 'e', ')' };
	WCHAR small[4];

	CHECK(description_ends("}"));
	CHECK(SUCCEEDS(IOCTL_COURIER_SET_LABEL, label, sizeof(label), NULL, 0,
		       NULL));
	CHECK(description_ends("} as post"));
	CHECK(SUCCEEDS(IOCTL_COURIER_SET_LABEL, none, sizeof(none), NULL, 0,
		       NULL));
	CHECK(description_ends("}"));
	CHECK(DeviceIoControl(device, IOCTL_COURIER_GET_DESCRIPTION, NULL, 0,
			      small, sizeof(small), NULL) ==
	      STATUS_BUFFER_TOO_SMALL);
	return true;
}

static bool test_handles(void)
{
	char name[64];
	int other;

	snprintf(name, sizeof(name), "/proc/self/fd/%d", device);
	CHECK(statistics().OpenHandles == 1);
	other = open(name, O_RDWR);
	CHECK(other >= 0);
	CHECK(statistics().OpenHandles == 2);
	close(other);
	CHECK(statistics().OpenHandles == 1);
	return true;
}

static bool test_errors(void)
{
	COURIER_INFO info;

	CHECK(DeviceIoControl(device, COURIER_CTL(99), NULL, 0, &info,
			      sizeof(info), NULL) ==
	      STATUS_INVALID_DEVICE_REQUEST);
	CHECK(DeviceIoControl(device, IOCTL_COURIER_GET_INFO, NULL, 0, &info,
			      sizeof(info) - 1, NULL) ==
	      STATUS_BUFFER_TOO_SMALL);
	return true;
}

/* Waits until the device goes, which must end the read that is pending. */
static bool test_removal(void)
{
	COURIER_RECORD record;
	NTSTATUS status;

	puts("waiting");
	fflush(stdout);
	status = DeviceIoControl(device, IOCTL_COURIER_READ_RECORD, NULL, 0,
				 &record, sizeof(record), NULL);
	CHECK(status == STATUS_CANCELLED || (status == 1 && errno == ENODEV));
	do {
		usleep(100000);
		status = DeviceIoControl(device, IOCTL_COURIER_GET_STATISTICS,
					 NULL, 0, &record, 8, NULL);
	} while (status != 1);
	CHECK(errno == ENODEV);
	return true;
}

static const struct {
	const char *name;
	bool (*test)(void);
} cases[] = {
	{ "info", test_info },
	{ "echo", test_echo },
	{ "post", test_post },
	{ "checksum", test_checksum },
	{ "generate", test_generate },
	{ "window", test_window },
	{ "stream", test_stream },
	{ "held", test_held },
	{ "cancel", test_cancel },
	{ "label", test_label },
	{ "handles", test_handles },
	{ "errors", test_errors },
	{ "removal", test_removal },
};

int main(int argc, char **argv)
{
	size_t i;

	if (argc != 3) {
		fprintf(stderr, "usage: courier_control NODE CASE\n");
		return 2;
	}
	device = open(argv[1], O_RDWR);
	if (device < 0) {
		perror(argv[1]);
		return 1;
	}
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (!strcmp(cases[i].name, argv[2]))
			return !cases[i].test();
	fprintf(stderr, "courier_control: there is no case %s\n", argv[2]);
	return 2;
}
