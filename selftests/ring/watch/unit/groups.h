/* SPDX-License-Identifier: GPL-2.0-only */
/* groups.h - the groups of tests, each in the file of its name. */
#ifndef RING_WATCH_GROUPS_H
#define RING_WATCH_GROUPS_H

void order(void);
void change(void);
void between(void);

#endif /* RING_WATCH_GROUPS_H */
