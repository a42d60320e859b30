// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpadl.c - GPADLs: a client's pages, lent to its server under a number.
 */
#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": loopback: " fmt

#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "loopback.h"

/**
 * struct loopback_loan - one GPADL
 * @node: on link.loans; lend_mutex
 * @memory: the client's pages, valid until ops->gpadl_destroy returns; constant
 * @mapped: the server has it mapped; lend_mutex
 * @ending: the client wants it back; lend_mutex
 */
struct loopback_loan {
	struct list_head node;
	struct vmbkmcl_gpadl_memory *memory;
	bool mapped;
	bool ending;
};

void loopback_lend_init(struct loopback_link *link)
{
	mutex_init(&link->lend_mutex);
	INIT_LIST_HEAD(&link->loans);
	init_waitqueue_head(&link->loan_returned);
	link->next_handle = 1;
}

static struct loopback_loan *loan_find(struct loopback_link *link, u32 handle)
{
	struct loopback_loan *loan;

	lockdep_assert_held(&link->lend_mutex);
	list_for_each_entry(loan, &link->loans, node) {
		if (loan->memory->handle == handle)
			return loan;
	}
	return NULL;
}

/* A number that no GPADL of the link has; never 0. */
static u32 handle_pick(struct loopback_link *link)
{
	u32 handle;

	do {
		handle = link->next_handle++;
	} while (!handle || loan_find(link, handle));
	return handle;
}

int loopback_gpadl_create(struct vmbkmcl_offer *offer,
			  struct vmbkmcl_gpadl_memory *memory)
{
	struct loopback_end *end = loopback_end(offer);
	struct loopback_link *link = end->link;
	struct loopback_loan *loan;

	/* As on VMBus: only clients lend memory. */
	if (end->is_server)
		return -EOPNOTSUPP;
	loan = kzalloc(sizeof(*loan), GFP_KERNEL);
	if (!loan)
		return -ENOMEM;
	loan->memory = memory;
	memory->private = loan;

	mutex_lock(&link->lend_mutex);
	memory->handle = handle_pick(link);
	list_add_tail(&loan->node, &link->loans);
	mutex_unlock(&link->lend_mutex);
	return 0;
}

static void report_loan(struct loopback_loan *loan, unsigned int waited)
{
	pr_warn("GPADL %#x: the client that deletes it has waited for %u s for its server to unmap it\n",
		loan->memory->handle, waited);
}

void loopback_gpadl_destroy(struct vmbkmcl_offer *offer,
			    struct vmbkmcl_gpadl_memory *memory)
{
	struct loopback_link *link = loopback_end(offer)->link;
	struct loopback_loan *loan = memory->private;

	mutex_lock(&link->lend_mutex);
	loan->ending = true;
	mutex_unlock(&link->lend_mutex);

	/* Once ending is set, it is not mapped again. */
	vmbkmcl_wait_event(link->loan_returned, !READ_ONCE(loan->mapped), report_loan, loan);
	mutex_lock(&link->lend_mutex);
	list_del(&loan->node);
	mutex_unlock(&link->lend_mutex);
	memory->private = NULL;
	kfree(loan);
}

int loopback_gpadl_map(struct vmbkmcl_offer *offer, u32 handle, bool write,
		       struct page ***pages, unsigned int *count)
{
	struct loopback_link *link = loopback_end(offer)->link;
	struct loopback_loan *loan;
	int error = 0;

	mutex_lock(&link->lend_mutex);
	loan = loan_find(link, handle);
	if (!loan || loan->ending) {
		error = -ENOENT;
	} else if (loan->mapped) {
		error = -EBUSY;
	} else if (write && loan->memory->read_only) {
		error = -EACCES;
	} else {
		loan->mapped = true;
		*pages = loan->memory->pages;
		*count = loan->memory->count;
	}
	mutex_unlock(&link->lend_mutex);
	return error;
}

int loopback_gpadl_unmap(struct vmbkmcl_offer *offer, u32 handle)
{
	struct loopback_link *link = loopback_end(offer)->link;
	struct loopback_loan *loan;
	int error = -ENOENT;

	mutex_lock(&link->lend_mutex);
	loan = loan_find(link, handle);
	/* Of two threads that unmap it at once, the second finds it unmapped. */
	if (loan && loan->mapped) {
		WRITE_ONCE(loan->mapped, false);
		error = 0;
	}
	mutex_unlock(&link->lend_mutex);
	if (!error)
		wake_up_all(&link->loan_returned);
	return error;
}
