/* SPDX-License-Identifier: GPL-2.0-only */
/* groups.h - the groups of tests, each in the file of its name. */
#ifndef RING_TEST_GROUPS_H
#define RING_TEST_GROUPS_H

void index_arithmetic(void);
void writing(void);
void reading(void);
void copying(void);
void parsing(void);
void signalling(void);
void streaming(void);
void hostile(void);
void threads(void);

#endif /* RING_TEST_GROUPS_H */
