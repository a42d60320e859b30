/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What differs between the kernels that the test drivers run on.  Which
 * VMBKMCL_HAVE_ names are defined is found out by compiling probes/ (probe.mk).
 */
#ifndef SELFTESTS_COMPAT_H
#define SELFTESTS_COMPAT_H

#include <linux/hyperv.h>

#ifdef VMBKMCL_HAVE_REMOVE_VOID
#define COMPAT_REMOVE_RESULT	void
#define COMPAT_REMOVE_VALUE
#else
#define COMPAT_REMOVE_RESULT	int
#define COMPAT_REMOVE_VALUE	0
#endif

/*
 * hv_vmbus itself survives a device that is rescinded twice, and an
 * UNLOAD_RESPONSE that it did not ask for. In 5.10 the latter completes a
 * completion that was never initialized; headers do not show that, so the
 * newer of the two fixes stands for both.
 */
static inline bool compat_hv_vmbus_is_hardened(void)
{
#ifdef VMBKMCL_HAVE_RESCIND_REF
	return true;
#else
	return false;
#endif
}

/*
 * hv_vmbus refuses an offer whose flags contradict each other, and heeds no
 * rescind from then on.
 */
static inline bool compat_hv_vmbus_refuses_offers(void)
{
#ifdef VMBKMCL_HAVE_CO_RING_BUFFER
	return true;
#else
	return false;
#endif
}

/* A buffer that is shared with the host through a GPADL. */
struct compat_gpadl {
#ifdef VMBKMCL_HAVE_GPADL_STRUCT
	struct vmbus_gpadl gpadl;
#else
	u32 handle;
#endif
};

static inline int compat_gpadl_establish(struct vmbus_channel *chan, void *buf,
					 u32 size, struct compat_gpadl *gpadl)
{
#ifdef VMBKMCL_HAVE_GPADL_STRUCT
	memset(&gpadl->gpadl, 0, sizeof(gpadl->gpadl));
	return vmbus_establish_gpadl(chan, buf, size, &gpadl->gpadl);
#else
	return vmbus_establish_gpadl(chan, buf, size, &gpadl->handle);
#endif
}

static inline int compat_gpadl_teardown(struct vmbus_channel *chan,
					struct compat_gpadl *gpadl)
{
#ifdef VMBKMCL_HAVE_GPADL_STRUCT
	return vmbus_teardown_gpadl(chan, &gpadl->gpadl);
#else
	return vmbus_teardown_gpadl(chan, gpadl->handle);
#endif
}

static inline u32 compat_gpadl_handle(const struct compat_gpadl *gpadl)
{
#ifdef VMBKMCL_HAVE_GPADL_STRUCT
	return gpadl->gpadl.gpadl_handle;
#else
	return gpadl->handle;
#endif
}

/* Memory that could not be made private again must not be freed. */
static inline bool compat_gpadl_may_free(const struct compat_gpadl *gpadl)
{
#ifdef VMBKMCL_HAVE_GPADL_STRUCT
	return !gpadl->gpadl.decrypted;
#else
	return true;
#endif
}

/*
 * Before the channel is opened: have hv_vmbus make up the transaction ids of @count
 * requests at a time, and look up those of completions. False: it cannot.
 */
static inline bool compat_requestor_begin(struct vmbus_channel *chan, u32 count)
{
#ifdef VMBKMCL_HAVE_REQUESTOR
	chan->rqstor_size = count;
	chan->next_request_id_callback = vmbus_next_request_id;
	chan->request_addr_callback = vmbus_request_addr;
	return true;
#else
	return false;
#endif
}

/* After it was closed. */
static inline void compat_requestor_end(struct vmbus_channel *chan)
{
#ifdef VMBKMCL_HAVE_REQUESTOR
	chan->rqstor_size = 0;
	chan->next_request_id_callback = NULL;
	chan->request_addr_callback = NULL;
	/* It was freed, and the next close would free it again. */
	chan->requestor.req_arr = NULL;
	chan->requestor.req_bitmap = NULL;
#endif
}

/* What was sent with the id of the request that this completion is for. */
static inline u64 compat_request_addr(struct vmbus_channel *chan, u64 id)
{
#ifdef VMBKMCL_HAVE_REQUESTOR
	return vmbus_request_addr(chan, id);
#else
	return id;
#endif
}

/* Before the channel is opened: the largest packet to be received. */
static inline void compat_set_max_packet(struct vmbus_channel *chan, u32 size)
{
#ifdef VMBKMCL_HAVE_MAX_PKT_SIZE
	chan->max_pkt_size = size;
#endif
}

/* The most ranges of external data a packet may have, and their form. */
#ifdef VMBKMCL_HAVE_PAGEBUFFER
#define COMPAT_MAX_RANGES	MAX_PAGE_BUFFER_COUNT
#define COMPAT_RANGES_WITHIN_PAGE	true
#else
#define COMPAT_MAX_RANGES	1024
#define COMPAT_RANGES_WITHIN_PAGE	false
#endif

/*
 * Send a packet with external data: @desc has rangecount and the ranges filled
 * in, @desc_size bytes of them and the packet's header.
 */
static inline int compat_send_ranges(struct vmbus_channel *chan,
				     struct vmbus_packet_mpb_array *desc,
				     u32 desc_size, void *buf, u32 len, u64 id)
{
#ifdef VMBKMCL_HAVE_PAGEBUFFER
	/* A range of a single page has the layout of a page buffer. */
	if (desc->rangecount > 1)
		return vmbus_sendpacket_pagebuffer(chan,
				(struct hv_page_buffer *)&desc->range,
				desc->rangecount, buf, len, id);
#endif
	return vmbus_sendpacket_mpb_desc(chan, desc, desc_size, buf, len, id);
}

#endif /* SELFTESTS_COMPAT_H */
