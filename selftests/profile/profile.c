// SPDX-License-Identifier: GPL-2.0-only
/*
 * profile - a plugin of QEMU's: how often each instruction is executed
 *
 * Counts between two instructions that do nothing, which the guest executes where it
 * wants to be looked at: selftests/drivers/kmcl_bench/mark.h. Each such stretch is
 * written to a file OUT.RR.S, the row of the bench and the stretch in it: the lines
 * "laps N" and "locked N", how many of the instructions were locked, then a line for
 * each address that was executed, in hexadecimal, with its count. All that the machine
 * executes counts, whichever program it belongs to.
 *
 * QEMU has one processor run at a time where it counts instructions (-icount), so
 * nothing here needs a lock.
 *
 * usage: qemu -plugin file=profile.so,out=OUT
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What is used of QEMU's interface for plugins, whose header few systems have. */
#define API_VERSION	4

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
struct qemu_info_t;
typedef void (*qemu_tb_fn)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);
typedef void (*qemu_exec_fn)(unsigned int cpu, void *arg);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, qemu_tb_fn fn);
void qemu_plugin_register_vcpu_tb_exec_cb(struct qemu_plugin_tb *tb, qemu_exec_fn fn,
					  int registers, void *arg);
void qemu_plugin_register_vcpu_insn_exec_cb(struct qemu_plugin_insn *insn,
					    qemu_exec_fn fn, int registers, void *arg);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb,
						 size_t i);
uint64_t qemu_plugin_insn_vaddr(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_data(const struct qemu_plugin_insn *insn, void *to,
			     size_t size);

__attribute__((visibility("default"))) int qemu_plugin_version = API_VERSION;
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info, int argc,
			char **argv);

/**
 * struct block - instructions that QEMU has translated together
 * @next: of all there are
 * @executed: how often, since counting began
 * @count: of instructions
 * @locked: of these, those that lock the bus
 * @pc: their addresses
 */
struct block {
	struct block *next;
	uint64_t executed;
	size_t count;
	size_t locked;
	uint64_t pc[];
};

/**
 * struct line - a line of the result
 * @pc: address of an instruction
 * @count: how often it was executed
 */
struct line {
	uint64_t pc;
	uint64_t count;
};

static struct block *blocks;
static bool counting;
static uint64_t laps;
static unsigned int rows, stretches;
static const char *out = "profile";

static int line_compare(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return x->pc < y->pc ? -1 : x->pc > y->pc;
}

/* Each instruction of each block that was executed, by address. */
static struct line *lines_collect(size_t *count)
{
	size_t i, n = 0;
	struct block *block;
	struct line *lines;

	for (block = blocks; block; block = block->next)
		n += block->executed ? block->count : 0;
	lines = calloc(n + 1, sizeof(*lines));
	if (!lines)
		abort();
	*count = n;
	n = 0;
	for (block = blocks; block; block = block->next) {
		for (i = 0; block->executed && i < block->count; i++)
			lines[n++] = (struct line) { block->pc[i], block->executed };
	}
	qsort(lines, n, sizeof(*lines), line_compare);
	return lines;
}

static void lines_print(FILE *file, const struct line *lines, size_t count)
{
	uint64_t locked = 0;
	struct block *block;
	size_t i = 0;

	for (block = blocks; block; block = block->next)
		locked += block->executed * block->locked;
	fprintf(file, "laps %llu\nlocked %llu\n", (unsigned long long)laps,
		(unsigned long long)locked);
	while (i < count) {
		uint64_t pc = lines[i].pc, sum = 0;

		/* The same code may be translated several times. */
		for (; i < count && lines[i].pc == pc; i++)
			sum += lines[i].count;
		fprintf(file, "%016llx %llu\n", (unsigned long long)pc,
			(unsigned long long)sum);
	}
}

static void stretch_write(void)
{
	struct line *lines;
	char name[4096];
	size_t count;
	FILE *file;

	snprintf(name, sizeof(name), "%s.%02u.%u", out, rows, stretches++);
	file = fopen(name, "w");
	if (!file) {
		perror(name);
		abort();
	}
	lines = lines_collect(&count);
	lines_print(file, lines, count);
	free(lines);
	fclose(file);
}

static void block_executed(unsigned int cpu, void *arg)
{
	struct block *block = arg;

	(void)cpu;
	if (counting)
		block->executed++;
}

static void mark_begin(unsigned int cpu, void *arg)
{
	struct block *block;

	(void)cpu;
	(void)arg;
	for (block = blocks; block; block = block->next)
		block->executed = 0;
	laps = 0;
	counting = true;
}

static void mark_end(unsigned int cpu, void *arg)
{
	(void)cpu;
	(void)arg;
	if (counting)
		stretch_write();
	counting = false;
}

static void mark_lap(unsigned int cpu, void *arg)
{
	(void)cpu;
	(void)arg;
	laps++;
}

static void mark_row(unsigned int cpu, void *arg)
{
	(void)cpu;
	(void)arg;
	rows++;
	stretches = 0;
}

/* nopl 0x6b6d00NN(%rax); NN says which. NULL: it is another instruction. */
static qemu_exec_fn mark_of(const struct qemu_plugin_insn *insn)
{
	static const qemu_exec_fn marks[] = {
		NULL, mark_begin, mark_end, mark_lap, mark_row
	};
	uint8_t bytes[7];

	if (qemu_plugin_insn_size(insn) != sizeof(bytes) ||
	    qemu_plugin_insn_data(insn, bytes, sizeof(bytes)) != sizeof(bytes) ||
	    memcmp(bytes, "\x0f\x1f\x80", 3) || memcmp(bytes + 4, "\x00\x6d\x6b", 3) ||
	    bytes[3] >= ARRAY_SIZE(marks))
		return NULL;
	return marks[bytes[3]];
}

/* Its prefix says so, or it exchanges with memory. */
static bool is_locked(const struct qemu_plugin_insn *insn)
{
	static const char prefixes[] = "\x26\x2e\x36\x3e\x64\x65\x66\x67\xf2\xf3";
	size_t i = 0, size = qemu_plugin_insn_size(insn);
	uint8_t bytes[16] = {};

	if (size >= sizeof(bytes) || qemu_plugin_insn_data(insn, bytes, size) != size)
		return false;
	while (bytes[i] && strchr(prefixes, bytes[i]))
		i++;
	if (bytes[i] == 0xf0)
		return true;
	if ((bytes[i] & 0xf0) == 0x40)
		i++;
	return (bytes[i] & 0xfe) == 0x86 && bytes[i + 1] < 0xc0;
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t i, count = qemu_plugin_tb_n_insns(tb);
	struct block *block = calloc(1, sizeof(*block) + count * sizeof(block->pc[0]));

	(void)id;
	if (!block)
		abort();
	block->count = count;
	block->next = blocks;
	blocks = block;
	for (i = 0; i < count; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		qemu_exec_fn mark = mark_of(insn);

		block->pc[i] = qemu_plugin_insn_vaddr(insn);
		block->locked += is_locked(insn);
		if (mark)
			qemu_plugin_register_vcpu_insn_exec_cb(insn, mark, 0, NULL);
	}
	qemu_plugin_register_vcpu_tb_exec_cb(tb, block_executed, 0, block);
}

__attribute__((visibility("default")))
int qemu_plugin_install(qemu_plugin_id_t id, const struct qemu_info_t *info, int argc,
			char **argv)
{
	int i;

	(void)info;
	for (i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "out=", 4))
			out = argv[i] + 4;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
