// SPDX-License-Identifier: GPL-2.0-only
/*
 * disk.c - the disk, as a driver of virtio's sees it: registers, one queue, interrupts.
 */
#include <linux/virtio_blk.h>
#include <linux/virtio_mmio.h>
#include <linux/virtio_ring.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../shell/machine.h"
#include "groups.h"
#include "harness.h"

#define SECTORS		16
#define SECTOR		512
#define ENTRIES		8

/* The guest's memory, from address 0. */
static struct memory {
	struct vring_desc desc[ENTRIES];
	struct vring_avail avail;
	uint16_t avail_ring[ENTRIES];
	struct vring_used used;
	struct vring_used_elem used_ring[ENTRIES];
	struct virtio_blk_outhdr header;
	uint8_t data[4 * SECTOR];
	uint8_t status;
} memory;

static struct options options;
static struct machine machine = { .options = &options };
static bool line;
static int ended;

/* What disk.c calls of the machine. */

void *isolation_present(struct machine *m, uint64_t gpa, uint64_t len)
{
	(void)m;
	return gpa < sizeof(memory) && len <= sizeof(memory) - gpa ? (uint8_t *)&memory + gpa :
								     NULL;
}

void vm_end(struct machine *m, int status, const char *format, ...)
{
	(void)m;
	(void)format;
	ended = status;
}

void irq_line_set(struct machine *m, unsigned int irq, bool level)
{
	(void)m;
	CHECK_EQ(irq, IRQ_DISK);
	line = level;
}

void say(const char *format, ...)
{
	(void)format;
	harness_fail(__FILE__, __LINE__, "it had something to report");
}

void die(const char *format, ...)
{
	(void)format;
	abort();
}

void die_errno(const char *format, ...)
{
	(void)format;
	abort();
}

static uint32_t get(struct disk *disk, uint32_t reg)
{
	uint8_t bytes[8];
	uint32_t value;

	CHECK(disk_mmio(disk, GPA_DISK + reg, bytes, sizeof(value), false));
	memcpy(&value, bytes, sizeof(value));
	return value;
}

static void set(struct disk *disk, uint32_t reg, uint32_t value)
{
	uint8_t bytes[8];

	memcpy(bytes, &value, sizeof(value));
	CHECK(disk_mmio(disk, GPA_DISK + reg, bytes, sizeof(value), true));
}

/* A file of SECTORS sectors, each filled with its number. */
static struct disk *disk_new(int *file)
{
	char path[] = "/tmp/vmbhost-unit.XXXXXX";
	uint8_t sector[SECTOR];
	struct disk *disk;
	int i;

	*file = mkstemp(path);
	for (i = 0; i < SECTORS; i++) {
		memset(sector, i, sizeof(sector));
		CHECK_EQ(write(*file, sector, sizeof(sector)), SECTOR);
	}
	disk = disk_open(&machine, path);
	unlink(path);
	return disk;
}

static void queue_set_up(struct disk *disk)
{
	memset(&memory, 0, sizeof(memory));
	line = false;
	ended = 0;
	set(disk, VIRTIO_MMIO_STATUS, 0);
	set(disk, VIRTIO_MMIO_STATUS, 7);
	set(disk, VIRTIO_MMIO_QUEUE_NUM, ENTRIES);
	set(disk, VIRTIO_MMIO_QUEUE_DESC_LOW, offsetof(struct memory, desc));
	set(disk, VIRTIO_MMIO_QUEUE_AVAIL_LOW, offsetof(struct memory, avail));
	set(disk, VIRTIO_MMIO_QUEUE_USED_LOW, offsetof(struct memory, used));
	set(disk, VIRTIO_MMIO_QUEUE_READY, 1);
}

static void describe(unsigned int index, size_t address, uint32_t len, uint16_t flags)
{
	memory.desc[index] = (struct vring_desc) {
		.addr = address, .len = len, .flags = flags, .next = index + 1,
	};
}

/* Queue one request with its data in two pieces, and notify. */
static void request(struct disk *disk, uint32_t type, uint64_t sector, uint32_t bytes)
{
	uint16_t flags = VRING_DESC_F_NEXT | (type == VIRTIO_BLK_T_IN ? VRING_DESC_F_WRITE : 0);
	size_t data = offsetof(struct memory, data);

	memory.header = (struct virtio_blk_outhdr) { .type = type, .sector = sector };
	memory.status = 0xff;
	describe(0, offsetof(struct memory, header), sizeof(memory.header), VRING_DESC_F_NEXT);
	describe(1, data, bytes / 2, flags);
	describe(2, data + bytes / 2, bytes - bytes / 2, flags);
	describe(3, offsetof(struct memory, status), 1, VRING_DESC_F_WRITE);
	memory.avail.ring[memory.avail.idx++ % ENTRIES] = 0;
	set(disk, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
}

static void without_file_there_is_no_device(void)
{
	struct disk *disk = disk_open(&machine, NULL);
	uint8_t bytes[8];

	CHECK_EQ(get(disk, VIRTIO_MMIO_MAGIC_VALUE), 0x74726976);
	CHECK_EQ(get(disk, VIRTIO_MMIO_DEVICE_ID), 0);
	CHECK(!disk_mmio(disk, GPA_DISK + GPA_DISK_SIZE, bytes, 4, false));
	CHECK(!disk_mmio(disk, GPA_DISK - 4, bytes, 4, false));
	disk_close(disk);
}

static void it_tells_its_size(void)
{
	int file;
	struct disk *disk = disk_new(&file);

	CHECK_EQ(get(disk, VIRTIO_MMIO_DEVICE_ID), 2);
	CHECK_EQ(get(disk, VIRTIO_MMIO_CONFIG), SECTORS);
	set(disk, VIRTIO_MMIO_DEVICE_FEATURES_SEL, 1);
	CHECK_EQ(get(disk, VIRTIO_MMIO_DEVICE_FEATURES), 1);
	disk_close(disk);
	close(file);
}

static void it_reads_and_writes(void)
{
	int file;
	struct disk *disk = disk_new(&file);
	uint8_t sector[SECTOR];

	queue_set_up(disk);
	request(disk, VIRTIO_BLK_T_IN, 3, 2 * SECTOR);
	CHECK_EQ(memory.status, VIRTIO_BLK_S_OK);
	CHECK_EQ(memory.data[0], 3);
	CHECK_EQ(memory.data[2 * SECTOR - 1], 4);
	CHECK_EQ(memory.used.idx, 1);
	CHECK_EQ(memory.used.ring[0].len, 2 * SECTOR + 1);
	memset(memory.data, 0xaa, 2 * SECTOR);
	request(disk, VIRTIO_BLK_T_OUT, 7, 2 * SECTOR);
	CHECK_EQ(memory.status, VIRTIO_BLK_S_OK);
	CHECK_EQ(memory.used.ring[1].len, 1);
	CHECK_EQ(pread(file, sector, sizeof(sector), 8 * SECTOR), SECTOR);
	CHECK_EQ(sector[SECTOR - 1], 0xaa);
	disk_close(disk);
	close(file);
}

static void it_interrupts_until_acknowledged(void)
{
	int file;
	struct disk *disk = disk_new(&file);

	queue_set_up(disk);
	request(disk, VIRTIO_BLK_T_FLUSH, 0, SECTOR);
	CHECK(line);
	CHECK_EQ(get(disk, VIRTIO_MMIO_INTERRUPT_STATUS), VIRTIO_MMIO_INT_VRING);
	set(disk, VIRTIO_MMIO_INTERRUPT_ACK, VIRTIO_MMIO_INT_VRING);
	CHECK(!line);
	memory.avail.flags = VRING_AVAIL_F_NO_INTERRUPT;
	request(disk, VIRTIO_BLK_T_FLUSH, 0, SECTOR);
	CHECK_EQ(memory.used.idx, 2);
	CHECK(!line);
	disk_close(disk);
	close(file);
}

static void nothing_beyond_its_end(void)
{
	int file;
	struct disk *disk = disk_new(&file);

	queue_set_up(disk);
	request(disk, VIRTIO_BLK_T_OUT, SECTORS - 1, 2 * SECTOR);
	CHECK_EQ(memory.status, VIRTIO_BLK_S_IOERR);
	request(disk, VIRTIO_BLK_T_OUT, ~0ull, SECTOR);
	CHECK_EQ(memory.status, VIRTIO_BLK_S_IOERR);
	CHECK_EQ(lseek(file, 0, SEEK_END), SECTORS * SECTOR);
	request(disk, 0x77, 0, SECTOR);
	CHECK_EQ(memory.status, VIRTIO_BLK_S_UNSUPP);
	CHECK_EQ(ended, 0);
	disk_close(disk);
	close(file);
}

static void a_malformed_queue_ends_the_run(void)
{
	int file;
	struct disk *disk = disk_new(&file);

	/* A loop, memory that does not exist, a descriptor that does not. */
	queue_set_up(disk);
	request(disk, VIRTIO_BLK_T_IN, 0, SECTOR);
	CHECK_EQ(ended, 0);
	memory.desc[2].next = 1;
	memory.avail.ring[memory.avail.idx++ % ENTRIES] = 0;
	set(disk, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	CHECK_EQ(ended, STATUS_RESET);
	queue_set_up(disk);
	describe(0, sizeof(memory), 16, VRING_DESC_F_NEXT);
	memory.avail.ring[memory.avail.idx++ % ENTRIES] = 0;
	set(disk, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	CHECK_EQ(ended, STATUS_RESET);
	queue_set_up(disk);
	memory.avail.ring[memory.avail.idx++ % ENTRIES] = ENTRIES;
	set(disk, VIRTIO_MMIO_QUEUE_NOTIFY, 0);
	CHECK_EQ(ended, STATUS_RESET);
	disk_close(disk);
	close(file);
}

void disk(void)
{
	static const struct test tests[] = {
		{ "without a file there is no device", without_file_there_is_no_device },
		{ "it tells its size", it_tells_its_size },
		{ "it reads and writes", it_reads_and_writes },
		{ "it interrupts until that is acknowledged", it_interrupts_until_acknowledged },
		{ "nothing beyond its end", nothing_beyond_its_end },
		{ "a malformed queue ends the run", a_malformed_queue_ends_the_run },
	};

	RUN(tests);
}
