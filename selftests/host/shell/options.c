// SPDX-License-Identifier: GPL-2.0-only
/*
 * options.c - the command line.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

#define DEFAULT_MEMORY_MIB	512
#define MEMORY_MIN_MIB		64
/* Above all memory and all that the machine has besides. */
#define ISOLATION_BOUNDARY_MIN	37
#define ISOLATION_BOUNDARY_BIT	39

static const char usage[] =
"Usage: vmbhost --kernel FILE [option]...\n"
"\n"
"Boot a Linux kernel under KVM with a VMBus of its own: the guest finds a\n"
"Hyper-V, and hv_vmbus connects to the devices offered here.\n"
"\n"
"The machine:\n"
"  --kernel FILE         " USAGE_KERNEL "\n"
"  --initrd FILE[,FILE]  initramfs; several are put one after the other\n"
"  --append TEXT         kernel command line; put console=ttyS0 into it\n"
"  --cpus N              virtual processors, 1 to 8 (default 1)\n"
"  --memory MIB          memory, 64 to 32768 (default 512)\n"
"  --disk FILE           a disk, /dev/vda; the guest reads and writes FILE (default:\n"
"                        none); it needs virtio_mmio and virtio_blk\n"
"  --isolation vbs[,boundary=BIT][,memory=same|other|strict]\n"
"                        isolate the guest, on x86-64: the host's side may touch only\n"
"                        pages that the guest shares. Address bit BIT (default 39; 0:\n"
"                        none) leads to shared memory: to the same (default), to\n"
"                        other memory, into which a page's contents move, or, strict,\n"
"                        to such that ends the run if the wrong side is used\n"
"\n"
"VMBus:\n"
"  --device DESC         offer a device; may be repeated (default: none)\n"
"                          heartbeat | timesync | shutdown | balloon\n"
"                          shutdown,after=MS     ask the guest to power off\n"
"                          kmcltest[,count=N][,first=INDEX][,mmio=MIB][,pipe]\n"
"                                                the test device, kmcltest.h\n"
"  --fault DESC          misbehave: NAME[,after=N][,times=N][,device=NAME];\n"
"                        may be repeated\n"
"  --fault list          print every fault's name and what it does\n"
"  --vmbus-version X.Y   highest protocol version to agree to (default 6.0)\n"
"  --seed N              seed of everything random (default 1)\n"
"  --serve exit|thread   serve a signal inside the guest's hypercall (default), or on\n"
"                        a thread of its own, while the guest goes on\n"
"\n"
"In and out (- is standard output, or input for the console):\n"
"  --console FILE        what the guest writes to ttyS0 (default -);\n"
"                        a terminal's keys go to the guest, but for those that\n"
"                        signal (stty -a): Ctrl-C ends the run\n"
"  --result FILE         what the guest writes to ttyS1 (default: lost);\n"
"                        a line \"# vmbhost LINE\" there is a command, as below\n"
"  --trace FILE          a line for every message and signal (default: none)\n"
"  --command-socket PATH listen on a UNIX socket for lines such as\n"
"                        \"shutdown poweroff\", \"dump\", \"quit\", \"help\"\n"
"  --send LINE           start nothing: send this line to the machine that listens\n"
"                        at --command-socket, and print its answer\n"
"  --quiet               only problems on standard error\n"
"\n"
"The end:\n"
"  --time-limit SECONDS  end the run after this time (default 0: no limit)\n"
"  --expect DEVICE.COUNTER=N\n"
"                        to pass, this counter must be N or more at the end,\n"
"                        such as heartbeat.answered=2; \"dump\" shows them all\n"
"  --expect-poweroff     a guest that powers off has passed\n"
"  --help                this text\n"
"\n"
"The guest gives its verdict, a byte, by " USAGE_VERDICT ":\n"
"0x10 when all went well, 0x11 when not. Exit status:\n"
"  0 passed                    3 guest reset or panicked without a verdict\n"
"  1 failed, or another byte   4 guest powered off without a verdict\n"
"  2 wrong usage or host error 5 time limit\n"
"  128+N ended by signal N\n"
"\n"
"For example, an interactive guest with the integration services:\n"
"  vmbhost --kernel FILE --initrd initramfs.cpio --append 'console=ttyS0' \\\n"
"    --device heartbeat --device timesync --device shutdown --trace trace.txt\n"
"\n"
"It needs /dev/kvm on a processor with " KVM_NEEDS ", but no Hyper-V support in\n"
"KVM. Add panic=-1 to --append so that a panic ends the run. The guest needs\n"
"CONFIG_HYPERV, ACPI and a 8250 console: any distribution's kernel will do.\n";

static void usage_error(const char *format, const char *detail)
{
	fputs("vmbhost: ", stderr);
	fprintf(stderr, format, detail);
	fputs("\nTry vmbhost --help.\n", stderr);
	exit(STATUS_HOST);
}

static void print_faults(void)
{
	const struct vmbhost_fault_info *fault;

	for (fault = vmbhost_faults(); fault->name; fault++)
		printf("%-32s %s\n", fault->name, fault->text);
	exit(STATUS_PASS);
}

static uint64_t parse_number(const char *option, const char *text, uint64_t min, uint64_t max)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || end == text || *end || *text == '-' || value < min || value > max) {
		fprintf(stderr, "vmbhost: --%s takes a number from %llu to %llu, not \"%s\"\n",
			option, (unsigned long long)min, (unsigned long long)max, text);
		exit(STATUS_HOST);
	}
	return value;
}

static uint32_t parse_version(const char *text)
{
	unsigned int major, minor;
	char rest;

	if (sscanf(text, "%5u.%5u%c", &major, &minor, &rest) != 2 ||
	    major > 0xffff || minor > 0xffff)
		usage_error("--vmbus-version takes a version such as 5.2, not \"%s\"", text);
	return major << 16 | minor;
}

static void parse_expectation(struct options *options, const char *text)
{
	struct expectation *expect = &options->expectation[options->expectations];
	unsigned long long minimum;
	char rest;

	if (options->expectations == EXPECTATIONS_MAX)
		usage_error("%s", "too many of --expect");
	if (sscanf(text, "%31[^.=].%47[^.=]=%llu%c", expect->device, expect->counter,
		   &minimum, &rest) != 3)
		usage_error("--expect takes DEVICE.COUNTER=MINIMUM, not \"%s\"", text);
	expect->minimum = minimum;
	options->expectations++;
}

static void list_add(struct option_list *list, const char *option, const char *item)
{
	if (list->count == OPTION_LIST_MAX)
		usage_error("too many of --%s", option);
	list->item[list->count++] = item;
}

/* @text, a copy of the argument's own, becomes strings between commas. */
static void list_add_files(struct option_list *list, char *text)
{
	char *file;

	for (file = strtok(text, ","); file; file = strtok(NULL, ","))
		list_add(list, "initrd", file);
}

static void parse_isolation_memory(struct options *options, const char *text)
{
	static const char *const names[] = {
		[ISOLATION_SAME] = "same",
		[ISOLATION_OTHER] = "other",
		[ISOLATION_STRICT] = "strict",
	};
	unsigned int i;

	for (i = ISOLATION_SAME; i < ARRAY_SIZE(names); i++)
		if (!strcmp(text, names[i]))
			options->isolation = i;
	if (options->isolation == ISOLATION_NONE)
		usage_error("--isolation's memory is same, other or strict, not \"%s\"", text);
}

/* @text, a copy of the argument's own: "vbs", then what goes with it. */
static void parse_isolation(struct options *options, char *text)
{
	char *part = strtok(text, ",");

	if (!ISOLATION_POSSIBLE)
		usage_error("%s", "--isolation is for x86-64: Linux knows VBS isolation only there");
	if (!part || strcmp(part, "vbs"))
		usage_error("--isolation takes vbs, not \"%s\"", part ? part : "");
	options->isolation = ISOLATION_NONE;
	options->boundary_bit = ISOLATION_BOUNDARY_BIT;
	while ((part = strtok(NULL, ","))) {
		if (!strncmp(part, "boundary=", 9))
			options->boundary_bit = parse_number("isolation boundary", part + 9,
							     0, 51);
		else if (!strncmp(part, "memory=", 7))
			parse_isolation_memory(options, part + 7);
		else
			usage_error("--isolation has no \"%s\"", part);
	}
	if (options->isolation == ISOLATION_NONE)
		options->isolation = ISOLATION_SAME;
	if (options->isolation != ISOLATION_SAME && !options->boundary_bit)
		usage_error("%s", "--isolation: other memory needs a boundary");
	if (options->boundary_bit && options->boundary_bit < ISOLATION_BOUNDARY_MIN)
		usage_error("%s", "--isolation: the boundary is inside the guest's memory");
}

enum option_id {
	OPT_KERNEL = 256, OPT_INITRD, OPT_APPEND, OPT_CPUS, OPT_MEMORY, OPT_DISK, OPT_DEVICE,
	OPT_FAULT, OPT_SOCKET, OPT_SEND, OPT_TRACE, OPT_CONSOLE, OPT_RESULT, OPT_LIMIT,
	OPT_VERSION, OPT_SEED, OPT_QUIET, OPT_EXPECT, OPT_POWEROFF, OPT_ISOLATION,
	OPT_SERVE, OPT_HELP,
};

static const struct option long_options[] = {
	{ "kernel", required_argument, NULL, OPT_KERNEL },
	{ "initrd", required_argument, NULL, OPT_INITRD },
	{ "append", required_argument, NULL, OPT_APPEND },
	{ "cpus", required_argument, NULL, OPT_CPUS },
	{ "memory", required_argument, NULL, OPT_MEMORY },
	{ "disk", required_argument, NULL, OPT_DISK },
	{ "isolation", required_argument, NULL, OPT_ISOLATION },
	{ "device", required_argument, NULL, OPT_DEVICE },
	{ "fault", required_argument, NULL, OPT_FAULT },
	{ "command-socket", required_argument, NULL, OPT_SOCKET },
	{ "send", required_argument, NULL, OPT_SEND },
	{ "trace", required_argument, NULL, OPT_TRACE },
	{ "console", required_argument, NULL, OPT_CONSOLE },
	{ "result", required_argument, NULL, OPT_RESULT },
	{ "time-limit", required_argument, NULL, OPT_LIMIT },
	{ "vmbus-version", required_argument, NULL, OPT_VERSION },
	{ "seed", required_argument, NULL, OPT_SEED },
	{ "serve", required_argument, NULL, OPT_SERVE },
	{ "quiet", no_argument, NULL, OPT_QUIET },
	{ "expect", required_argument, NULL, OPT_EXPECT },
	{ "expect-poweroff", no_argument, NULL, OPT_POWEROFF },
	{ "help", no_argument, NULL, OPT_HELP },
	{ NULL, 0, NULL, 0 },
};

static void options_set_machine(struct options *options, int id, char *arg)
{
	switch (id) {
	case OPT_KERNEL:
		options->kernel = arg;
		break;
	case OPT_INITRD:
		list_add_files(&options->initrd, arg);
		break;
	case OPT_APPEND:
		options->append = arg;
		break;
	case OPT_CPUS:
		options->cpus = parse_number("cpus", arg, 1, VCPUS_MAX);
		break;
	case OPT_MEMORY:
		options->memory_mib = parse_number("memory", arg, MEMORY_MIN_MIB,
						   MEMORY_MAX_MIB);
		break;
	case OPT_DISK:
		options->disk = arg;
		break;
	case OPT_ISOLATION:
		parse_isolation(options, arg);
		break;
	case OPT_LIMIT:
		options->time_limit = parse_number("time-limit", arg, 0, 1000000);
		break;
	}
}

static void options_set_vmbus(struct options *options, int id, char *arg)
{
	switch (id) {
	case OPT_DEVICE:
		list_add(&options->devices, "device", arg);
		break;
	case OPT_FAULT:
		if (!strcmp(arg, "list"))
			print_faults();
		list_add(&options->faults, "fault", arg);
		break;
	case OPT_VERSION:
		options->vmbus_version = parse_version(arg);
		break;
	case OPT_SEED:
		options->seed = parse_number("seed", arg, 0, UINT64_MAX);
		break;
	case OPT_SERVE:
		options->serve_on_thread = !strcmp(arg, "thread");
		if (!options->serve_on_thread && strcmp(arg, "exit"))
			usage_error("--serve takes exit or thread, not \"%s\"", arg);
		break;
	}
}

static void options_set(struct options *options, int id, char *arg)
{
	switch (id) {
	case OPT_SOCKET:
		options->command_socket = arg;
		break;
	case OPT_SEND:
		options->send = arg;
		break;
	case OPT_TRACE:
		options->trace = arg;
		break;
	case OPT_CONSOLE:
		options->console = arg;
		break;
	case OPT_RESULT:
		options->result = arg;
		break;
	case OPT_QUIET:
		options->quiet = true;
		break;
	case OPT_EXPECT:
		parse_expectation(options, arg);
		break;
	case OPT_POWEROFF:
		options->expect_poweroff = true;
		break;
	case OPT_HELP:
		fputs(usage, stdout);
		exit(STATUS_PASS);
	case '?':
		usage_error("%s", "unknown option, or one without its value");
		break;
	default:
		options_set_machine(options, id, arg);
		options_set_vmbus(options, id, arg);
		break;
	}
}

void options_parse(struct options *options, int argc, char **argv)
{
	int id;

	*options = (struct options) {
		.append = "",
		.cpus = 1,
		.memory_mib = DEFAULT_MEMORY_MIB,
		.console = "-",
		.seed = 1,
	};
	while ((id = getopt_long(argc, argv, "", long_options, NULL)) >= 0)
		options_set(options, id, optarg);
	if (optind < argc)
		usage_error("unexpected argument \"%s\"", argv[optind]);
	if (options->send && !options->command_socket)
		usage_error("%s", "--send needs --command-socket");
	if (!options->kernel && !options->send)
		usage_error("%s", "--kernel is missing");
}
