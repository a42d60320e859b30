// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpadl.c - memory lent to the host.
 *
 * hv_vmbus lends whole pages only, starting at offset 0 of the first, and
 * cannot say that the host shall only read.
 */
#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "hv.h"

/* What a message's 16-bit length of the page list can tell. */
#define GPADL_PAGES_MAX		((U16_MAX - sizeof(struct gpa_range)) / sizeof(u64))

/**
 * struct hv_gpadl - memory lent to the host
 * @gpadl: as hv_vmbus knows it
 * @address: the pages, mapped in a row: hv_vmbus takes no list of pages
 */
struct hv_gpadl {
	struct vmbus_gpadl gpadl;
	void *address;
};

/*
 * The host may still write to these pages: they must never be used for anything
 * else. Their owner is going to free them, so they get one more reference each.
 */
static void pages_lose(struct hv_offer *hv, struct vmbkmcl_gpadl_memory *memory)
{
	unsigned int i;

	dev_err(&hv->device->device, "the host keeps %u pages; they are lost\n",
		memory->count);
	for (i = 0; i < memory->count; i++)
		get_page(memory->pages[i]);
}

static void gpadl_free(struct hv_offer *hv, struct vmbkmcl_gpadl_memory *memory,
		       struct hv_gpadl *gpadl)
{
	if (gpadl->gpadl.decrypted)
		pages_lose(hv, memory);
	else
		vunmap(gpadl->address);
	kfree(gpadl);
}

static int gpadl_establish(struct hv_offer *hv, struct hv_gpadl *gpadl, u32 size)
{
	struct vmbus_channel *vmbus = hv->device->channel;
	int error;

	vmbkmcl_hv_turn_take(hv, HV_TURN_ASKED);
	error = vmbkmcl_hv_is_gone(vmbus) ? -ENODEV :
		vmbkmcl_compat_hv_gpadl_establish(vmbus, gpadl->address, size,
						  &gpadl->gpadl);
	vmbkmcl_hv_turn_give(hv);
	return error;
}

int vmbkmcl_hv_gpadl_create(struct vmbkmcl_offer *offer,
			    struct vmbkmcl_gpadl_memory *memory)
{
	struct hv_offer *hv = to_hv_offer(offer);
	struct hv_gpadl *gpadl;
	int error;

	if (vmbkmcl_compat_hv_isolated())
		return -EOPNOTSUPP;
	if (!memory->count)
		return -EINVAL;
	if (memory->count > GPADL_PAGES_MAX)
		return -E2BIG;

	gpadl = kzalloc(sizeof(*gpadl), GFP_KERNEL);
	if (!gpadl)
		return -ENOMEM;
	gpadl->address = vmap(memory->pages, memory->count, VM_MAP, PAGE_KERNEL);
	if (!gpadl->address) {
		kfree(gpadl);
		return -ENOMEM;
	}
	error = gpadl_establish(hv, gpadl, memory->count << PAGE_SHIFT);
	if (error) {
		gpadl_free(hv, memory, gpadl);
		return error;
	}
	memory->handle = gpadl->gpadl.gpadl_handle;
	memory->private = gpadl;
	return 0;
}

/* hv_vmbus allocates memory for this request; when that fails, try again. */
static int gpadl_teardown(struct vmbus_channel *vmbus, struct hv_gpadl *gpadl)
{
	int tries = VMBKMCL_HV_RETURN_TRIES;
	int error;

	for (;;) {
		error = vmbkmcl_compat_hv_gpadl_teardown(vmbus, &gpadl->gpadl);
		if (error != -ENOMEM || !tries--)
			return error;
		msleep(VMBKMCL_HV_RETURN_PAUSE);
	}
}

void vmbkmcl_hv_gpadl_destroy(struct vmbkmcl_offer *offer,
			      struct vmbkmcl_gpadl_memory *memory)
{
	struct hv_offer *hv = to_hv_offer(offer);
	struct hv_gpadl *gpadl = memory->private;

	vmbkmcl_hv_turn_take(hv, HV_TURN_RETURN);
	if (gpadl_teardown(hv->device->channel, gpadl))
		gpadl->gpadl.decrypted = true;
	vmbkmcl_hv_turn_give(hv);
	gpadl_free(hv, memory, gpadl);
	memory->private = NULL;
}
