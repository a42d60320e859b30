/* SPDX-License-Identifier: GPL-2.0-only */
/* groups.h - the groups of tests, each in the file of its name. */
#ifndef VMBHOST_GROUPS_H
#define VMBHOST_GROUPS_H

void ring(void);
void connection(void);
void channel(void);
void gpadl(void);
void isolation(void);
void traffic(void);
void kmcltest(void);
void kmcltest_memory(void);
void ic(void);
void balloon(void);
void fault(void);
void outbox(void);
void timer(void);
void keyboard(void);
void disk(void);
void gic_v2(void);
void serve(void);
void loop(void);

#endif /* VMBHOST_GROUPS_H */
