// SPDX-License-Identifier: GPL-2.0-only
/*
 * books.c - what the library has counted, as debugfs shows it: in the totals are the
 * counters of channels that are gone.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include "books.h"

#define TOTALS		"/sys/kernel/debug/vmbkmcl/totals"
#define TOTALS_BYTES	4096

static ssize_t seq_file_read(struct file *file, char *text, size_t size)
{
	struct kvec vec = { .iov_base = text, .iov_len = size };
	struct iov_iter iter;
	struct kiocb iocb;

	/* What kernel_read() does, which does not take a file of debugfs. */
	init_sync_kiocb(&iocb, file);
	iocb.ki_pos = 0;
	iov_iter_kvec(&iter, READ, &vec, 1, size);
	return seq_read_iter(&iocb, &iter);
}

char *books_read(void)
{
	char *text = kzalloc(TOTALS_BYTES, GFP_KERNEL);
	struct file *file;
	ssize_t bytes;

	if (!text)
		return NULL;
	file = filp_open(TOTALS, O_RDONLY, 0);
	if (IS_ERR(file)) {
		kfree(text);
		return NULL;
	}
	bytes = seq_file_read(file, text, TOTALS_BYTES - 1);
	filp_close(file, NULL);
	if (bytes > 0)
		return text;
	kfree(text);
	return NULL;
}

bool books_find(const char *books, const char *counter, u64 *value)
{
	size_t len = strlen(counter);
	const char *at;

	for (at = books; at; at = strchr(at, '\n')) {
		at += *at == '\n';
		if (!strncmp(at, counter, len) && at[len] == ' ')
			return sscanf(at + len, " %llu", value) == 1;
	}
	return false;
}

u64 books_added(struct kcase *t, const char *before, const char *after, const char *counter)
{
	u64 was = 0, is = 0;

	if (!before || !after || !books_find(before, counter, &was) ||
	    !books_find(after, counter, &is))
		FAIL(t, "%s does not say how often %s", TOTALS, counter);
	return is - was;
}
