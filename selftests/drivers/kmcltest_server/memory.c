// SPDX-License-Identifier: GPL-2.0-only
/*
 * memory.c - the client's memory: external data and GPADLs, summed and filled.
 */
#include "server.h"

/**
 * struct pass - over memory piece by piece, filling it first if so asked
 * @fill: do
 * @seed: of the pattern
 * @offset: bytes passed so far
 * @sum: of them
 */
struct pass {
	bool fill;
	u64 seed;
	u64 offset;
	u64 sum;
};

static void pass_over(struct pass *pass, void *at, u32 size)
{
	if (pass->fill)
		kmcltest_fill_range(at, pass->offset, size, pass->seed);
	pass->sum = kmcltest_sum_bytes(at, size, pass->sum);
	pass->offset += size;
}

static void reply_sum(const struct request *r, const struct pass *pass,
		      u32 status, u32 ranges)
{
	struct kmcltest_sum reply = {
		.hdr = *r->hdr,
		.status = status,
		.ranges = ranges,
		.bytes = pass->offset,
		.sum = pass->sum,
	};

	server_reply(r, &reply, sizeof(reply));
}

static enum handled external_pass(const struct request *r, struct pass *pass)
{
	u32 flags = pass->fill ? 0 :
		    VMBUS_CHANNEL_PACKET_EXTERNAL_DATA_FLAG_READ_ONLY;
	NTSTATUS status;
	PMDL mdl, each;
	u32 ranges = 0;

	status = VmbChannelPacketGetExternalData(r->packet, flags, &mdl);
	if (status == STATUS_PENDING)
		return PRESENTED_AGAIN;
	if (!NT_SUCCESS(status)) {
		reply_sum(r, pass, status == STATUS_INVALID_PARAMETER ?
				   KMCLTEST_EARG : KMCLTEST_EMEM, 0);
		return HANDLED;
	}
	/* Scattered pages get an address only where one may sleep. */
	for (each = mdl; each; each = each->Next) {
		if (MmGetSystemAddressForMdlSafe(each, NormalPagePriority))
			continue;
		if (!server_may_sleep())
			return WANTS_PASSIVE;
		reply_sum(r, pass, KMCLTEST_EMEM, 0);
		return HANDLED;
	}
	for (each = mdl; each; each = each->Next, ranges++)
		pass_over(pass, MmGetSystemAddressForMdlSafe(each,
							     NormalPagePriority),
			  MmGetMdlByteCount(each));
	reply_sum(r, pass, KMCLTEST_OK, ranges);
	return HANDLED;
}

enum handled memory_ext_sum(const struct request *r)
{
	struct pass pass = { .sum = KMCLTEST_SUM_INIT };

	return external_pass(r, &pass);
}

enum handled memory_ext_fill(const struct request *r)
{
	const struct kmcltest_fill *m = (const void *)r->hdr;
	struct pass pass = {
		.fill = true,
		.seed = m->seed,
		.sum = KMCLTEST_SUM_INIT,
	};

	return external_pass(r, &pass);
}

static u32 map_error(NTSTATUS status)
{
	switch (status) {
	case STATUS_SUCCESS:
		return KMCLTEST_OK;
	case STATUS_CONFLICTING_ADDRESSES:
		return KMCLTEST_EBUSY;
	case STATUS_INSUFFICIENT_RESOURCES:
		return KMCLTEST_EMEM;
	case STATUS_ACCESS_DENIED:
		return KMCLTEST_EARG;
	default:
		return KMCLTEST_EGPADL;
	}
}

/* Map it, unless it is the one that is kept. */
static u32 gpadl_get(struct server_device *device, u32 gpadl, u32 flags,
		     PMDL *mdl)
{
	if (device->gpadl_mdl && device->gpadl == gpadl) {
		*mdl = device->gpadl_mdl;
		return KMCLTEST_OK;
	}
	return map_error(VmbChannelMapGpadl(device->channel, flags, gpadl, mdl));
}

static void gpadl_put(struct server_device *device, u32 gpadl)
{
	if (!device->gpadl_mdl || device->gpadl != gpadl)
		VmbChannelUnmapGpadl(device->channel, gpadl);
}

static enum handled gpadl_pass(const struct request *r, struct pass *pass)
{
	const struct kmcltest_gpadl *m = (const void *)r->hdr;
	struct server_device *device = r->device;
	u32 status, gpadl = m->gpadl;
	void *address;
	PMDL mdl;

	if (!server_may_sleep())
		return WANTS_PASSIVE;
	status = gpadl_get(device, gpadl,
			   pass->fill ? 0 : VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY,
			   &mdl);
	if (status != KMCLTEST_OK) {
		reply_sum(r, pass, status, 0);
		return HANDLED;
	}
	address = MmGetSystemAddressForMdlSafe(mdl, NormalPagePriority);
	if (address)
		pass_over(pass, address, MmGetMdlByteCount(mdl));
	gpadl_put(device, gpadl);
	reply_sum(r, pass, address ? KMCLTEST_OK : KMCLTEST_EMEM, 1);
	return HANDLED;
}

enum handled memory_gpadl_sum(const struct request *r)
{
	struct pass pass = { .sum = KMCLTEST_SUM_INIT };

	return gpadl_pass(r, &pass);
}

enum handled memory_gpadl_fill(const struct request *r)
{
	const struct kmcltest_gpadl *m = (const void *)r->hdr;
	struct pass pass = {
		.fill = true,
		.seed = m->fill_seed,
		.sum = KMCLTEST_SUM_INIT,
	};

	return gpadl_pass(r, &pass);
}

static u32 gpadl_keep(struct server_device *device, u32 gpadl)
{
	u32 status;

	if (device->gpadl_mdl)
		return KMCLTEST_EBUSY;
	status = map_error(VmbChannelMapGpadl(device->channel,
					      VMBUS_CHANNEL_GPADL_FLAG_READ_ONLY,
					      gpadl, &device->gpadl_mdl));
	if (status == KMCLTEST_OK)
		device->gpadl = gpadl;
	return status;
}

static u32 gpadl_let_go(struct server_device *device, u32 gpadl)
{
	if (!device->gpadl_mdl || device->gpadl != gpadl)
		return KMCLTEST_EGPADL;
	device->gpadl_mdl = NULL;
	VmbChannelUnmapGpadl(device->channel, gpadl);
	return KMCLTEST_OK;
}

enum handled memory_gpadl_hold(const struct request *r)
{
	const struct kmcltest_gpadl *m = (const void *)r->hdr;
	u32 status;

	if (!server_may_sleep())
		return WANTS_PASSIVE;
	status = m->fill_seed ? gpadl_keep(r->device, m->gpadl) :
				gpadl_let_go(r->device, m->gpadl);
	server_reply_status(r, status, 0);
	return HANDLED;
}

void memory_closed(struct server_device *device)
{
	if (device->gpadl_mdl)
		gpadl_let_go(device, device->gpadl);
}
