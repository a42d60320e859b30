/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * options.h - the command line.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#define OPTION_LIST_MAX 64

/**
 * struct option_list - an option that may be given several times
 */
struct option_list {
	const char *item[OPTION_LIST_MAX];
	unsigned int count;
};

#define EXPECTATIONS_MAX 16

/**
 * struct expectation - a device's counter must have reached a value at the end
 */
struct expectation {
	char device[32];
	char counter[48];
	uint64_t minimum;
};

/**
 * enum isolation_memory - what an isolated guest finds above the boundary
 * @ISOLATION_NONE: it is not isolated
 * @ISOLATION_SAME: the same memory once more
 * @ISOLATION_OTHER: memory of its own; a page's contents move when it changes sides
 * @ISOLATION_STRICT: the same, and the side that a page is not on cannot be accessed
 */
enum isolation_memory {
	ISOLATION_NONE,
	ISOLATION_SAME,
	ISOLATION_OTHER,
	ISOLATION_STRICT,
};

/**
 * struct options - the command line, parsed
 * @kernel: bzImage
 * @initrd: files, concatenated in order
 * @append: kernel command line
 * @cpus: processors
 * @memory_mib: RAM
 * @disk: contents of the disk, or NULL
 * @isolation: see there
 * @boundary_bit: of the addresses above the boundary; 0: there is none
 * @devices: descriptions for vmbhost_add_device()
 * @faults: descriptions for vmbhost_add_fault()
 * @command_socket: path, or NULL
 * @send: a line for the command socket of another vmbhost, or NULL
 * @trace: path, "-" or NULL
 * @console: path or "-"
 * @result: path, "-" or NULL
 * @time_limit: seconds, 0 for none
 * @vmbus_version: highest to offer, (major << 16) | minor; 0: no limit
 * @seed: of all that is random in the core
 * @serve_on_thread: signals are served on a thread of its own
 * @quiet: nothing but problems on standard error
 * @expectation: of a run that passes
 * @expectations: entries of @expectation
 * @expect_poweroff: the guest powering off is success
 */
struct options {
	const char *kernel;
	struct option_list initrd;
	const char *append;
	unsigned int cpus;
	unsigned int memory_mib;
	const char *disk;
	enum isolation_memory isolation;
	unsigned int boundary_bit;
	struct option_list devices;
	struct option_list faults;
	const char *command_socket;
	const char *send;
	const char *trace;
	const char *console;
	const char *result;
	unsigned int time_limit;
	uint32_t vmbus_version;
	uint64_t seed;
	bool serve_on_thread;
	bool quiet;
	struct expectation expectation[EXPECTATIONS_MAX];
	unsigned int expectations;
	bool expect_poweroff;
};

/* Read the command line.  Ends the process after --help and on mistakes. */
void options_parse(struct options *options, int argc, char **argv);

#endif /* OPTIONS_H */
