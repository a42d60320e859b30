// SPDX-License-Identifier: GPL-2.0-only
/*
 * blob.c - files that are put into the guest's memory.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "blob.h"
#include "machine.h"

#define ALIGN4(n) (((n) + 3) & ~(size_t)3)

void blob_read(struct blob *blob, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	size_t done = 0;
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0)
		die_errno("cannot read %s", path);
	blob->size = st.st_size;
	blob->data = malloc(blob->size + 1);
	if (!blob->data)
		die("%s is too large", path);
	while (done < blob->size) {
		n = read(fd, blob->data + done, blob->size - done);
		if (n < 0)
			die_errno("cannot read %s", path);
		if (!n)
			die("%s became shorter while it was read", path);
		done += n;
	}
	close(fd);
}

void blob_read_initrd(struct blob *blob, const struct option_list *list)
{
	struct blob file;
	unsigned int i;

	*blob = (struct blob) { 0 };
	for (i = 0; i < list->count; i++) {
		blob_read(&file, list->item[i]);
		blob->data = realloc(blob->data, blob->size + ALIGN4(file.size) + 1);
		if (!blob->data)
			die("%s is too large", list->item[i]);
		memset(blob->data + blob->size, 0, ALIGN4(file.size));
		memcpy(blob->data + blob->size, file.data, file.size);
		blob->size += ALIGN4(file.size);
		free(file.data);
	}
}
