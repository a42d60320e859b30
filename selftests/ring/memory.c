// SPDX-License-Identifier: GPL-2.0-only
/* memory.c - map a ring: header, data and data again, each behind a hole. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"

static void die(const char *call)
{
	perror(call);
	exit(2);
}

/* Put @size bytes of @fd, from @offset on, at @at. */
static void map(u8 *at, size_t size, int fd, size_t offset)
{
	if (mmap(at, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd,
		 offset) != at)
		die("mmap");
}

void ring_memory_init(struct ring_memory *memory, u32 pages)
{
	u32 size = pages * VMBUS_PAGE_SIZE;
	int fd = memfd_create("ring", 0);
	u8 *at;

	if (fd < 0 || ftruncate(fd, VMBUS_PAGE_SIZE + size))
		die("memfd_create");
	/* Hole, header, hole, data, data, hole. */
	memory->mapping_size = 4 * VMBUS_PAGE_SIZE + 2 * (size_t)size;
	memory->mapping = mmap(NULL, memory->mapping_size, PROT_NONE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory->mapping == MAP_FAILED)
		die("mmap");

	at = (u8 *)memory->mapping + VMBUS_PAGE_SIZE;
	map(at, VMBUS_PAGE_SIZE, fd, 0);
	memory->header = (void *)at;
	at += 2 * VMBUS_PAGE_SIZE;
	map(at, size, fd, VMBUS_PAGE_SIZE);
	map(at + size, size, fd, VMBUS_PAGE_SIZE);
	memory->data = at;
	memory->size = size;
	close(fd);
}

void ring_memory_free(struct ring_memory *memory)
{
	munmap(memory->mapping, memory->mapping_size);
}
