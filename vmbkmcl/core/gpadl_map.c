// SPDX-License-Identifier: GPL-2.0-only
/*
 * gpadl_map.c - GPADLs of the client's that a server has mapped.
 */
#include <linux/mm.h>
#include <linux/slab.h>

#include "gpadl.h"
#include "handle.h"
#include "server.h"

/**
 * struct server_mapping - a GPADL of the client's that the owner has mapped
 * @node: on server.mappings; gpadl_mutex
 * @handle: of the GPADL; constant
 * @mdl: the MDL that the owner got; constant
 */
struct server_mapping {
	struct list_head node;
	u32 handle;
	PMDL mdl;
};

void vmbkmcl_mappings_init(struct vmbkmcl_channel *channel)
{
	INIT_LIST_HEAD(&channel->server->mappings);
}

static PMDL mapping_mdl(struct page **pages, unsigned int count, bool write)
{
	PPFN_NUMBER pfns;
	unsigned int i;
	PMDL mdl;

	/* The API counts bytes in 32 bits. */
	if (count > U32_MAX >> PAGE_SHIFT)
		return NULL;
	mdl = IoAllocateMdl(NULL, count << PAGE_SHIFT, FALSE, FALSE, NULL);
	if (!mdl)
		return NULL;
	pfns = MmGetMdlPfnArray(mdl);
	for (i = 0; i < count; i++)
		pfns[i] = page_to_pfn(pages[i]);
	mdl->MdlFlags |= MDL_PARTIAL | MDL_PAGES_LOCKED;
	if (write)
		mdl->MdlFlags |= MDL_WRITE_OPERATION;
	return mdl;
}

static void mapping_free(struct server_mapping *mapping)
{
	if (mapping->mdl->MdlFlags & MDL_MAPPED_TO_SYSTEM_VA)
		MmUnmapLockedPages(mapping->mdl->MappedSystemVa, mapping->mdl);
	IoFreeMdl(mapping->mdl);
	kfree(mapping);
}

static int mapping_make(struct vmbkmcl_channel *channel,
			struct server_mapping *mapping, bool write)
{
	struct vmbkmcl_offer *offer = vmbkmcl_gpadl_offer(channel);
	unsigned int count;
	struct page **pages;
	int error;

	if (!offer)
		return -ENOTCONN;
	error = offer->transport->ops->gpadl_map(offer, mapping->handle, write,
						 &pages, &count);
	if (error)
		return error;
	mapping->mdl = mapping_mdl(pages, count, write);
	if (!mapping->mdl) {
		offer->transport->ops->gpadl_unmap(offer, mapping->handle);
		return -ENOMEM;
	}
	list_add_tail(&mapping->node, &channel->server->mappings);
	return 0;
}

int vmbkmcl_mapping_create(struct vmbkmcl_channel *channel, u32 handle,
			   bool write, PMDL *mdl)
{
	struct server_mapping *mapping = kzalloc(sizeof(*mapping), GFP_KERNEL);
	int error;

	if (!mapping)
		return -ENOMEM;
	mapping->handle = handle;
	mutex_lock(&channel->gpadl_mutex);
	error = mapping_make(channel, mapping, write);
	if (!error)
		*mdl = mapping->mdl;
	mutex_unlock(&channel->gpadl_mutex);
	if (error)
		kfree(mapping);
	return error;
}

/* Only one of two threads that unmap a GPADL finds it. */
static bool mapping_end(struct vmbkmcl_channel *channel, u32 handle)
{
	struct vmbkmcl_offer *offer = channel->offer;
	struct server_mapping *mapping;

	lockdep_assert_held(&channel->gpadl_mutex);
	list_for_each_entry(mapping, &channel->server->mappings, node) {
		if (mapping->handle != handle)
			continue;
		list_del(&mapping->node);
		mapping_free(mapping);
		offer->transport->ops->gpadl_unmap(offer, handle);
		return true;
	}
	return false;
}

bool vmbkmcl_mapping_delete(struct vmbkmcl_channel *channel, u32 handle)
{
	bool unmapped;

	mutex_lock(&channel->gpadl_mutex);
	unmapped = mapping_end(channel, handle);
	mutex_unlock(&channel->gpadl_mutex);
	return unmapped;
}

void vmbkmcl_mappings_reap(struct vmbkmcl_channel *channel)
{
	struct server_mapping *mapping;

	mutex_lock(&channel->gpadl_mutex);
	while (!list_empty(&channel->server->mappings)) {
		mapping = list_first_entry(&channel->server->mappings,
					   typeof(*mapping), node);
		vmbkmcl_misuse(channel,
			       "GPADL %u was left mapped by EvtChannelClosed",
			       mapping->handle);
		mapping_end(channel, mapping->handle);
	}
	mutex_unlock(&channel->gpadl_mutex);
}
