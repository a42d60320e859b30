// SPDX-License-Identifier: GPL-2.0-only
/*
 * disk.c - a disk: virtio's block device, with its registers in memory.
 *
 * Hyper-V has none, it offers disks on the VMBus. This one is for guests that run a
 * whole distribution, so that tests of KMCL do not depend on hv_storvsc and a second
 * large host device. It keeps to the specification of virtio 1.0; a request is carried
 * out in the thread of the processor that notifies it.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/virtio_blk.h>
#include <linux/virtio_config.h>
#include <linux/virtio_mmio.h>
#include <linux/virtio_ring.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "machine.h"

#define MAGIC		0x74726976	/* "virt" */
#define VERSION		2
#define NO_DEVICE	0
#define BLOCK_DEVICE	2
#define SECTOR_BYTES	512

#define QUEUE_ENTRIES	256u
#define SEGMENTS_MAX	(QUEUE_ENTRIES - 2)	/* the header and the status are the others */

#define FEATURES	(1ull << VIRTIO_F_VERSION_1 | 1ull << VIRTIO_BLK_F_SEG_MAX | \
			 1ull << VIRTIO_BLK_F_FLUSH)

/**
 * struct disk_queue - the queue, as the driver has set it up
 * @entries: its size
 * @ready: the driver has finished setting it up
 * @desc: guest address of the descriptors
 * @avail: guest address of the ring of requests
 * @used: guest address of the ring of completions
 * @seen: requests taken from @avail so far
 */
struct disk_queue {
	uint32_t entries;
	uint32_t ready;
	uint64_t desc;
	uint64_t avail;
	uint64_t used;
	uint16_t seen;
};

/**
 * struct disk - the disk
 * @lock: protects the rest; taken in the threads of processors
 * @machine: the machine it belongs to
 * @fd: its contents, -1 if the machine has no disk
 * @config: what the driver reads about it
 * @queue: its one queue
 * @select: which half of the features is shown
 * @status: what the driver has said about itself
 * @interrupt: reasons of the interrupt that the driver has not acknowledged
 */
struct disk {
	pthread_mutex_t lock;
	struct machine *machine;
	int fd;
	struct virtio_blk_config config;
	struct disk_queue queue;
	uint32_t select;
	uint32_t status;
	uint32_t interrupt;
};

/**
 * struct disk_request - a request
 * @header: what to do, and where
 * @data: the guest's memory for it
 * @segments: entries of @data
 * @bytes: of @data
 * @writable: of these, what the guest lets us write
 * @status: where it reads the outcome
 */
struct disk_request {
	struct virtio_blk_outhdr header;
	struct iovec data[QUEUE_ENTRIES];
	unsigned int segments;
	uint64_t bytes;
	uint64_t writable;
	uint8_t *status;
};

struct disk *disk_open(struct machine *m, const char *path)
{
	struct disk *disk = calloc(1, sizeof(*disk));
	off_t bytes;

	if (!disk)
		die("out of memory");
	pthread_mutex_init(&disk->lock, NULL);
	disk->machine = m;
	disk->fd = -1;
	if (!path)
		return disk;
	disk->fd = open(path, O_RDWR | O_CLOEXEC);
	if (disk->fd < 0)
		die_errno("cannot open the disk %s", path);
	bytes = lseek(disk->fd, 0, SEEK_END);
	if (bytes < SECTOR_BYTES)
		die("%s is too small for a disk", path);
	disk->config.capacity = bytes / SECTOR_BYTES;
	disk->config.seg_max = SEGMENTS_MAX;
	return disk;
}

void disk_close(struct disk *disk)
{
	/* The machine that this one is nested in may be switched off at once. */
	if (disk->fd >= 0 && (fsync(disk->fd) || close(disk->fd)))
		say("the disk was not written to the end: %s", strerror(errno));
	pthread_mutex_destroy(&disk->lock);
	free(disk);
}

static bool disk_transfer(struct disk *disk, struct disk_request *request, bool write)
{
	off_t offset = request->header.sector * SECTOR_BYTES;
	struct iovec *data = request->data;
	unsigned int left = request->segments;
	ssize_t n;

	/* A file would grow. */
	if (request->header.sector > disk->config.capacity ||
	    request->bytes / SECTOR_BYTES > disk->config.capacity - request->header.sector)
		return false;
	while (left) {
		n = write ? pwritev(disk->fd, data, left, offset) :
			    preadv(disk->fd, data, left, offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		offset += n;
		for (; left && (size_t)n >= data->iov_len; data++, left--)
			n -= data->iov_len;
		if (left) {
			data->iov_base = (uint8_t *)data->iov_base + n;
			data->iov_len -= n;
		}
	}
	return true;
}

static void disk_identify(const struct disk_request *request)
{
	static const char name[VIRTIO_BLK_ID_BYTES] = "vmbhost";

	if (request->segments && request->data[0].iov_len >= sizeof(name))
		memcpy(request->data[0].iov_base, name, sizeof(name));
}

static uint8_t disk_execute(struct disk *disk, struct disk_request *request)
{
	bool ok = true;

	switch (request->header.type) {
	case VIRTIO_BLK_T_IN:
		ok = disk_transfer(disk, request, false);
		break;
	case VIRTIO_BLK_T_OUT:
		ok = disk_transfer(disk, request, true);
		break;
	case VIRTIO_BLK_T_FLUSH:
		ok = !fdatasync(disk->fd);
		break;
	case VIRTIO_BLK_T_GET_ID:
		disk_identify(request);
		break;
	default:
		return VIRTIO_BLK_S_UNSUPP;
	}
	return ok ? VIRTIO_BLK_S_OK : VIRTIO_BLK_S_IOERR;
}

/* Gather the request whose first descriptor is @index; false if it is malformed. */
static bool disk_gather(struct disk *disk, const struct vring_desc *table, uint16_t index,
			struct disk_request *request)
{
	struct vring_desc desc;
	unsigned int count;
	uint8_t *memory;

	request->segments = 0;
	request->bytes = 0;
	request->writable = 0;
	for (count = 0; count < disk->queue.entries; count++) {
		if (index >= disk->queue.entries)
			return false;
		desc = table[index];
		memory = isolation_present(disk->machine, desc.addr, desc.len);
		if (!memory || !desc.len || (desc.flags & VRING_DESC_F_INDIRECT))
			return false;
		if (!count) {
			if (desc.len < sizeof(request->header))
				return false;
			memcpy(&request->header, memory, sizeof(request->header));
		} else if (desc.flags & VRING_DESC_F_NEXT) {
			request->data[request->segments].iov_base = memory;
			request->data[request->segments++].iov_len = desc.len;
			request->bytes += desc.len;
			request->writable += desc.flags & VRING_DESC_F_WRITE ? desc.len : 0;
		} else {
			request->status = memory;
			return desc.flags & VRING_DESC_F_WRITE;
		}
		index = desc.next;
	}
	return false;
}

/* Carry out what the driver has queued; false if the queue is malformed. */
static bool disk_serve(struct disk *disk)
{
	struct disk_queue *queue = &disk->queue;
	const struct vring_desc *table;
	struct disk_request request;
	struct vring_avail *avail;
	struct vring_used_elem *done;
	struct vring_used *used;

	if (!queue->entries)
		return false;
	table = isolation_present(disk->machine, queue->desc, queue->entries * sizeof(*table));
	avail = isolation_present(disk->machine, queue->avail,
				  sizeof(*avail) + 2 * queue->entries);
	used = isolation_present(disk->machine, queue->used,
				 sizeof(*used) + queue->entries * sizeof(*done));
	if (!table || !avail || !used)
		return false;
	while (queue->seen != __atomic_load_n(&avail->idx, __ATOMIC_ACQUIRE)) {
		done = &used->ring[queue->seen % queue->entries];
		done->id = avail->ring[queue->seen % queue->entries];
		if (!disk_gather(disk, table, done->id, &request))
			return false;
		*request.status = disk_execute(disk, &request);
		done->len = request.writable + 1;
		__atomic_store_n(&used->idx, ++queue->seen, __ATOMIC_RELEASE);
		if (!(__atomic_load_n(&avail->flags, __ATOMIC_RELAXED) & VRING_AVAIL_F_NO_INTERRUPT))
			disk->interrupt |= VIRTIO_MMIO_INT_VRING;
	}
	return true;
}

static void disk_notified(struct disk *disk)
{
	struct machine *m = disk->machine;
	bool isolated = m->options->isolation != ISOLATION_NONE, good;

	if (disk->fd < 0 || !disk->queue.ready)
		return;
	/* What is used of an isolated guest's memory must stay on its side. */
	if (isolated)
		pthread_mutex_lock(&m->core_lock);
	good = disk_serve(disk);
	if (isolated)
		pthread_mutex_unlock(&m->core_lock);
	if (!good)
		vm_end(m, STATUS_RESET, "the guest's queue of the disk is malformed");
}

static void set_half(uint64_t *address, bool high, uint32_t value)
{
	if (high)
		*address = (*address & 0xffffffff) | (uint64_t)value << 32;
	else
		*address = (*address & ~0xffffffffull) | value;
}

static void disk_set_status(struct disk *disk, uint32_t value)
{
	disk->status = value;
	if (value)
		return;
	disk->queue = (struct disk_queue) { 0 };
	disk->interrupt = 0;
}

static uint32_t disk_read(struct disk *disk, uint32_t reg)
{
	switch (reg) {
	case VIRTIO_MMIO_MAGIC_VALUE:
		return MAGIC;
	case VIRTIO_MMIO_VERSION:
		return VERSION;
	case VIRTIO_MMIO_DEVICE_ID:
		return disk->fd < 0 ? NO_DEVICE : BLOCK_DEVICE;
	case VIRTIO_MMIO_DEVICE_FEATURES:
		return disk->select > 1 ? 0 : FEATURES >> 32 * disk->select;
	case VIRTIO_MMIO_QUEUE_NUM_MAX:
		return QUEUE_ENTRIES;
	case VIRTIO_MMIO_QUEUE_READY:
		return disk->queue.ready;
	case VIRTIO_MMIO_INTERRUPT_STATUS:
		return disk->interrupt;
	case VIRTIO_MMIO_STATUS:
		return disk->status;
	default:
		return 0;
	}
}

/* Which features the driver takes does not matter: none changes what we do. */
static void disk_write(struct disk *disk, uint32_t reg, uint32_t value)
{
	struct disk_queue *queue = &disk->queue;

	switch (reg) {
	case VIRTIO_MMIO_DEVICE_FEATURES_SEL:
		disk->select = value;
		break;
	case VIRTIO_MMIO_QUEUE_NUM:
		queue->entries = value <= QUEUE_ENTRIES ? value : 0;
		break;
	case VIRTIO_MMIO_QUEUE_READY:
		queue->ready = value;
		break;
	case VIRTIO_MMIO_QUEUE_NOTIFY:
		disk_notified(disk);
		break;
	case VIRTIO_MMIO_INTERRUPT_ACK:
		disk->interrupt &= ~value;
		break;
	case VIRTIO_MMIO_STATUS:
		disk_set_status(disk, value);
		break;
	case VIRTIO_MMIO_QUEUE_DESC_LOW:
	case VIRTIO_MMIO_QUEUE_DESC_HIGH:
		set_half(&queue->desc, reg == VIRTIO_MMIO_QUEUE_DESC_HIGH, value);
		break;
	case VIRTIO_MMIO_QUEUE_AVAIL_LOW:
	case VIRTIO_MMIO_QUEUE_AVAIL_HIGH:
		set_half(&queue->avail, reg == VIRTIO_MMIO_QUEUE_AVAIL_HIGH, value);
		break;
	case VIRTIO_MMIO_QUEUE_USED_LOW:
	case VIRTIO_MMIO_QUEUE_USED_HIGH:
		set_half(&queue->used, reg == VIRTIO_MMIO_QUEUE_USED_HIGH, value);
		break;
	}
}

static void disk_access(struct disk *disk, uint32_t reg, uint8_t *data, uint32_t len, bool write)
{
	uint32_t value = 0;

	if (reg >= VIRTIO_MMIO_CONFIG) {
		reg -= VIRTIO_MMIO_CONFIG;
		if (!write && reg <= sizeof(disk->config) - len)
			memcpy(data, (uint8_t *)&disk->config + reg, len);
	} else if (len == sizeof(value) && write) {
		memcpy(&value, data, sizeof(value));
		disk_write(disk, reg, value);
	} else if (len == sizeof(value)) {
		value = disk_read(disk, reg);
		memcpy(data, &value, sizeof(value));
	}
}

bool disk_mmio(struct disk *disk, uint64_t gpa, uint8_t *data, uint32_t len, bool write)
{
	bool level;

	if (gpa < GPA_DISK || gpa - GPA_DISK >= GPA_DISK_SIZE)
		return false;
	pthread_mutex_lock(&disk->lock);
	level = disk->interrupt;
	if (!write)
		memset(data, 0, len);
	disk_access(disk, gpa - GPA_DISK, data, len, write);
	if (level != !!disk->interrupt)
		irq_line_set(disk->machine, IRQ_DISK, !level);
	pthread_mutex_unlock(&disk->lock);
	return true;
}
