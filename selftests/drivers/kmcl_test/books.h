/* SPDX-License-Identifier: GPL-2.0-only */
/* books.h - what the library has counted. */
#ifndef KMCL_TEST_BOOKS_H
#define KMCL_TEST_BOOKS_H

#include "kcase.h"

/* The totals as text, for kfree(); NULL if they cannot be read. */
char *books_read(void);
bool books_find(const char *books, const char *counter, u64 *value);
/* By how much @counter has risen; fails the case if that cannot be told. */
u64 books_added(struct kcase *t, const char *before, const char *after, const char *counter);

#endif /* KMCL_TEST_BOOKS_H */
