// SPDX-License-Identifier: GPL-2.0-only
/*
 * save_keep.c - the record of a save, until a server goes on from it.
 *
 * A saved state leaves the kernel, and what comes back may be anything. So the kernel
 * keeps the facts that it must not take from there: see saved/format.h. Only the last
 * save of a server is kept, and at most the SAVES_MAX newest saves of all servers: the
 * state of any other is void.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mm.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "save.h"

#define SAVES_MAX	1024u

static DEFINE_MUTEX(saves_mutex);
/* The saves whose state is valid, the oldest first, and their number; saves_mutex. */
static LIST_HEAD(saves);
static u32 saves_count;

struct vmbkmcl_save *vmbkmcl_save_make(u32 count)
{
	struct vmbkmcl_save *save = kzalloc(sizeof(*save), GFP_KERNEL);

	if (!save)
		return NULL;
	kref_init(&save->ref);
	INIT_LIST_HEAD(&save->node);
	get_random_bytes(&save->number, sizeof(save->number));
	save->count = count;
	/* Never of 0 bytes, which would be no memory. */
	save->items = kvcalloc(count + 1, sizeof(*save->items), GFP_KERNEL);
	if (save->items)
		return save;
	kfree(save);
	return NULL;
}

static void save_release(struct kref *ref)
{
	struct vmbkmcl_save *save = container_of(ref, struct vmbkmcl_save, ref);

	kvfree(save->head);
	kvfree(save->items);
	kfree(save);
}

void vmbkmcl_save_put(struct vmbkmcl_save *save)
{
	if (save)
		kref_put(&save->ref, save_release);
}

/* The state of @save is not valid any more. The caller has a reference of its own. */
static void save_unlist(struct vmbkmcl_save *save, enum vmbkmcl_save_stage stage)
{
	lockdep_assert_held(&saves_mutex);
	save->stage = stage;
	if (list_empty(&save->node))
		return;
	list_del_init(&save->node);
	saves_count--;
	vmbkmcl_save_put(save);
}

void vmbkmcl_save_abandon(const struct vmbkmcl_save *save)
{
	if (save->link)
		save->transport->ops->abandon(save->link);
}

/* Put it on the list. Returns the oldest, now void, if there are too many; referenced. */
static struct vmbkmcl_save *save_list(struct vmbkmcl_save *save)
{
	struct vmbkmcl_save *oldest;

	lockdep_assert_held(&saves_mutex);
	save->stage = VMBKMCL_SAVE_DONE;
	kref_get(&save->ref);
	list_add_tail(&save->node, &saves);
	if (++saves_count <= SAVES_MAX)
		return NULL;
	oldest = list_first_entry(&saves, typeof(*oldest), node);
	kref_get(&oldest->ref);
	save_unlist(oldest, VMBKMCL_SAVE_VOID);
	return oldest;
}

void vmbkmcl_save_done(struct vmbkmcl_save *save)
{
	struct vmbkmcl_save *oldest;

	mutex_lock(&saves_mutex);
	oldest = save_list(save);
	mutex_unlock(&saves_mutex);
	if (!oldest)
		return;
	pr_warn("more than %u saved servers were not restored: the state of the oldest is void\n",
		SAVES_MAX);
	vmbkmcl_save_abandon(oldest);
	vmbkmcl_save_put(oldest);
}

void vmbkmcl_save_left(struct vmbkmcl_save *save)
{
	bool is_void;

	mutex_lock(&saves_mutex);
	if (save->stage == VMBKMCL_SAVE_DONE)
		save->stage = VMBKMCL_SAVE_LEFT;
	is_void = save->stage == VMBKMCL_SAVE_VOID;
	mutex_unlock(&saves_mutex);
	if (is_void)
		vmbkmcl_save_abandon(save);
}

void vmbkmcl_save_void(struct vmbkmcl_save *save)
{
	bool is_void;

	mutex_lock(&saves_mutex);
	is_void = save->stage != VMBKMCL_SAVE_TAKEN;
	if (is_void)
		save_unlist(save, VMBKMCL_SAVE_VOID);
	mutex_unlock(&saves_mutex);
	if (is_void)
		vmbkmcl_save_abandon(save);
}

struct vmbkmcl_save *vmbkmcl_save_find(u64 number)
{
	struct vmbkmcl_save *save, *found = NULL;

	mutex_lock(&saves_mutex);
	list_for_each_entry(save, &saves, node) {
		if (save->number != number)
			continue;
		kref_get(&save->ref);
		found = save;
		break;
	}
	mutex_unlock(&saves_mutex);
	return found;
}

int vmbkmcl_save_take(struct vmbkmcl_save *save)
{
	int error = 0;

	mutex_lock(&saves_mutex);
	if (save->stage == VMBKMCL_SAVE_LEFT)
		save_unlist(save, VMBKMCL_SAVE_TAKEN);
	else
		error = save->stage == VMBKMCL_SAVE_DONE ? -EBUSY : -ESTALE;
	mutex_unlock(&saves_mutex);
	return error;
}

void vmbkmcl_saves_exit(void)
{
	struct vmbkmcl_save *save, *next;

	mutex_lock(&saves_mutex);
	list_for_each_entry_safe(save, next, &saves, node)
		save_unlist(save, VMBKMCL_SAVE_VOID);
	mutex_unlock(&saves_mutex);
}
