// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpadl.c - memory lent to the host.
 *
 * hv_vmbus lends whole pages only, starting at offset 0 of the first, and
 * cannot tell the host that it may only read.
 *
 * In an isolated virtual machine hv_vmbus also shares the pages with the host, at the
 * address that it is given and in the kernel's linear mapping. Any other mapping of them
 * would still access memory that the host does not see, so the address has to be the one
 * at which the owner uses the memory. Sharing must also keep the contents of the pages,
 * which it does under VBS only.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/vmalloc.h>

#include "hv.h"

/* A message has 16 bits for the bytes of the page list. */
#define GPADL_PAGES_MAX		((U16_MAX - sizeof(struct gpa_range)) / sizeof(u64))

/**
 * struct hv_gpadl - memory lent to the host
 *
 * Of the context that creates the GPADL, and then of the one that deletes it.
 *
 * @gpadl: as hv_vmbus knows it
 * @address: where the pages are mapped in a row: hv_vmbus takes no list of pages
 * @mapped: we have mapped them at @address
 */
struct hv_gpadl {
	struct vmbus_gpadl gpadl;
	void *address;
	bool mapped;
};

/*
 * Does a reference keep the page from being reused? Not if it is slab's, which reuses
 * its pages without looking at references; newer kernels do not count any for these, nor
 * for those of a large kmalloc().
 */
static bool page_can_be_kept(struct page *page)
{
	struct page *head = compound_head(page);

	return !PageSlab(head) && page_ref_count(head);
}

static bool pages_can_be_kept(const struct vmbkmcl_gpadl_memory *memory)
{
	unsigned int i;

	for (i = 0; i < memory->count; i++) {
		if (!page_can_be_kept(memory->pages[i]))
			return false;
	}
	return true;
}

/*
 * The host may still write to these pages: they must never be used for anything
 * else. Their owner is going to free them, so they get one more reference each.
 */
static void pages_lose(struct hv_offer *hv, struct vmbkmcl_gpadl_memory *memory)
{
	static atomic_long_t lost;
	unsigned int i;

	dev_err(&hv->device->device,
		"the host keeps %u pages; they are lost, %ld in all\n",
		memory->count, atomic_long_add_return(memory->count, &lost));
	for (i = 0; i < memory->count; i++)
		get_page(memory->pages[i]);
}

/* Set the address at which hv_vmbus finds the pages. */
static int gpadl_map(struct hv_gpadl *gpadl, const struct vmbkmcl_gpadl_memory *memory)
{
	if (!vmbkmcl_compat_hv_isolated()) {
		gpadl->address = vmap(memory->pages, memory->count, VM_MAP,
				      PAGE_KERNEL);
		gpadl->mapped = true;
		return gpadl->address ? 0 : -ENOMEM;
	}
	if (!vmbkmcl_compat_hv_sharing_keeps()) {
		pr_err_once("a GPADL is refused: in a virtual machine of this kind memory that is shared loses its contents\n");
		return -EOPNOTSUPP;
	}
	if (!memory->address) {
		pr_err_once("a GPADL is refused: in an isolated virtual machine only kernel memory can be lent that its owner uses at one address\n");
		return -EOPNOTSUPP;
	}
	/* If they cannot be made private again, nothing else may use them. */
	if (!pages_can_be_kept(memory)) {
		pr_err_once("a GPADL is refused: in an isolated virtual machine memory from slab cannot be lent\n");
		return -EOPNOTSUPP;
	}
	gpadl->address = memory->address;
	return 0;
}

static void gpadl_free(struct hv_gpadl *gpadl)
{
	if (gpadl->mapped)
		vunmap(gpadl->address);
	kfree(gpadl);
}

static int gpadl_establish(struct hv_offer *hv, struct hv_gpadl *gpadl,
			   struct vmbkmcl_gpadl_memory *memory)
{
	u32 size = memory->count << PAGE_SHIFT;
	struct vmbus_channel *vmbus = hv->device->channel;
	struct hv_request request;
	int error = -ENODEV;

	vmbkmcl_hv_request_begin(&request, hv, "take memory");
	vmbkmcl_hv_turn_take(hv, HV_TURN_ASKED);
	if (!vmbkmcl_hv_is_gone(vmbus)) {
		error = vmbkmcl_compat_hv_gpadl_establish(vmbus, gpadl->address, size,
							  &gpadl->gpadl);
		/* Refused by the host, and not made private again. */
		if (error && vmbkmcl_compat_hv_stays_shared(&gpadl->gpadl))
			pages_lose(hv, memory);
	}
	vmbkmcl_hv_turn_give(hv);
	vmbkmcl_hv_request_end(&request);
	return error;
}

int vmbkmcl_hv_gpadl_create(struct vmbkmcl_offer *offer,
			    struct vmbkmcl_gpadl_memory *memory)
{
	struct hv_offer *hv = to_hv_offer(offer);
	struct hv_gpadl *gpadl;
	int error;

	if (!memory->count)
		return -EINVAL;
	if (memory->count > GPADL_PAGES_MAX)
		return -E2BIG;

	gpadl = kzalloc(sizeof(*gpadl), GFP_KERNEL);
	if (!gpadl)
		return -ENOMEM;
	error = gpadl_map(gpadl, memory);
	if (!error)
		error = gpadl_establish(hv, gpadl, memory);
	if (error) {
		gpadl_free(gpadl);
		return error;
	}
	memory->handle = gpadl->gpadl.gpadl_handle;
	memory->private = gpadl;
	return 0;
}

/*
 * Ask for the memory back. hv_vmbus fails when it has no memory for the request, or when
 * the host takes no message for six minutes. Pages that can be kept are treated as lost
 * then; for others we ask again until the host has answered. A host that has rescinded
 * the channel is not asked, but memory that was shared is made private all the same,
 * which hv_vmbus does in the same call.
 * False: the host may go on using the memory.
 */
static bool gpadl_return(struct vmbus_channel *vmbus, struct hv_gpadl *gpadl,
			 bool can_be_kept)
{
	bool shared = !gpadl->mapped;
	int tries = VMBKMCL_HV_RETURN_TRIES;
	int error;

	for (;;) {
		/* One that was not offered again after hibernation would never answer. */
		if (vmbkmcl_hv_is_gone(vmbus) && !(shared && vmbus->rescind))
			return !shared;
		error = vmbkmcl_compat_hv_gpadl_teardown(vmbus, &gpadl->gpadl);
		if (error == VMBKMCL_COMPAT_HV_STILL_SHARED)
			return false;
		if (!error)
			return true;
		if (vmbkmcl_hv_is_gone(vmbus) && !(shared && error == -ENOMEM))
			return true;
		if (can_be_kept && (error != -ENOMEM || !tries--))
			return false;
		msleep(VMBKMCL_HV_RETURN_PAUSE);
	}
}

void vmbkmcl_hv_gpadl_destroy(struct vmbkmcl_offer *offer,
			      struct vmbkmcl_gpadl_memory *memory)
{
	struct hv_offer *hv = to_hv_offer(offer);
	struct hv_gpadl *gpadl = memory->private;
	bool returned, can_be_kept = pages_can_be_kept(memory);
	struct hv_request request;

	vmbkmcl_hv_request_begin(&request, hv, "give back memory");
	vmbkmcl_hv_turn_take(hv, HV_TURN_RETURN);
	returned = gpadl_return(hv->device->channel, gpadl, can_be_kept);
	vmbkmcl_hv_turn_give(hv);
	vmbkmcl_hv_request_end(&request);

	if (!returned && can_be_kept)
		pages_lose(hv, memory);
	else if (!returned)
		dev_err(&hv->device->device,
			"the host keeps %u pages, which will be used for something else\n",
			memory->count);
	gpadl_free(gpadl);
	memory->private = NULL;
}
