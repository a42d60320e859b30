// SPDX-License-Identifier: GPL-2.0-only
/*
 * rings.c - the rings of a channel, its signals and their latency.
 *
 * hv_vmbus makes the rings and connects the host to them; from then on only the
 * core touches them, with indices of its own.
 */
#include <linux/delay.h>
#include <linux/mm.h>

#include "hv.h"

/* hv_vmbus allocates both rings in one piece, of at most so many pages. */
#define RING_PAGES_MAX		1024u
/* A header page, and a page of data. */
#define RING_PAGES_MIN		2u

/*
 * What we report as the latency of a monitored channel, in 100 ns. The host does not
 * tell the real one; the value only has to differ from 0.
 */
#define ORDINARY_LATENCY	1000

static struct vmbus_channel *to_vmbus(struct vmbkmcl_offer *offer)
{
	return to_hv_offer(offer)->device->channel;
}

static void rings_describe(struct vmbkmcl_rings *rings, struct vmbus_channel *vmbus)
{
	rings->tx = (struct vmbus_ring_header *)vmbus->outbound.ring_buffer;
	rings->tx_data = vmbus->outbound.ring_buffer->buffer;
	rings->tx_size = vmbus->outbound.ring_datasize;
	rings->rx = (struct vmbus_ring_header *)vmbus->inbound.ring_buffer;
	rings->rx_data = vmbus->inbound.ring_buffer->buffer;
	rings->rx_size = vmbus->inbound.ring_datasize;
}

/*
 * hv_vmbus does not ask the host for the rings when it has no memory for the message:
 * ask again. Returns 0, or the error because of which the host keeps them. A host that has
 * rescinded the channel does not use them; but in an isolated machine it may see them
 * still, unless hv_vmbus has made them private again, as it has before -EAGAIN.
 */
static int rings_return(struct vmbus_channel *vmbus, u32 handle, int error)
{
	int tries = VMBKMCL_HV_RETURN_TRIES;

	while (handle && error == -ENOMEM && tries-- &&
	       !vmbkmcl_hv_is_gone(vmbus)) {
		msleep(VMBKMCL_HV_RETURN_PAUSE);
		error = vmbkmcl_compat_hv_ring_teardown(vmbus, handle);
	}
	if (!vmbkmcl_hv_is_gone(vmbus))
		return error;
	return error != -EAGAIN && vmbkmcl_compat_hv_isolated() ? error : 0;
}

/* Memory that the host may still write to must not become free. */
static void rings_free(struct hv_offer *hv, int error)
{
	struct vmbus_channel *vmbus = hv->device->channel;

	if (error) {
		dev_err(&hv->device->device,
			"the host keeps the rings, or sees them still (%d); their memory is lost\n",
			error);
		vmbus->ringbuffer_page = NULL;
	}
	vmbus_free_ring(vmbus);
}

/* As vmbus_open(), which however frees the rings even if the host still has them. */
static int rings_connect(struct hv_offer *hv, struct vmbkmcl_channel *channel,
			 u32 tx_pages, u32 rx_pages)
{
	struct vmbus_channel *vmbus = hv->device->channel;
	int error, kept = 0;
	u32 handle;

	error = vmbus_alloc_ring(vmbus, tx_pages << PAGE_SHIFT,
				 rx_pages << PAGE_SHIFT);
	if (error)
		return error;
	/* vmbus_close() undoes it. A host may offer subchannels without being asked. */
	vmbus_set_sc_create_callback(vmbus, vmbkmcl_hv_subchannel);
	error = vmbus_connect_ring(vmbus, vmbkmcl_channel_event, channel);
	if (!error)
		return 0;
	/*
	 * A failed open leaves the callback in place, and a host may signal a channel
	 * that is not open. All that vmbus_close() does now is to clear the callback.
	 */
	vmbus_close(vmbus);
	handle = vmbkmcl_compat_hv_ring_gpadl(vmbus);
	if (vmbkmcl_compat_hv_ring_is_lent(vmbus, error))
		kept = rings_return(vmbus, handle, handle ? -ENOMEM : error);
	else if (vmbkmcl_compat_hv_ring_stays_shared(vmbus))
		kept = VMBKMCL_COMPAT_HV_STILL_SHARED;
	rings_free(hv, kept);
	return error;
}

static int rings_open(struct hv_offer *hv, struct vmbkmcl_channel *channel,
		      u32 tx_pages, u32 rx_pages)
{
	int error;

	if (vmbkmcl_hv_is_gone(hv->device->channel))
		return -ENODEV;
	vmbkmcl_hv_settings_apply(hv);
	vmbkmcl_hv_offer_opened_by(hv, channel);
	error = rings_connect(hv, channel, tx_pages, rx_pages);
	if (error) {
		vmbkmcl_hv_offer_opened_by(hv, NULL);
		vmbkmcl_hv_settings_restore(hv);
	}
	return error;
}

/* The core calls this, and close, from one context at a time. */
int vmbkmcl_hv_open(struct vmbkmcl_offer *offer, struct vmbkmcl_channel *channel,
		    u32 tx_pages, u32 rx_pages, struct vmbkmcl_rings *rings)
{
	struct hv_offer *hv = to_hv_offer(offer);
	struct hv_request request;
	int error;

	if (offer->maps_external && !vmbkmcl_compat_hv_dma_copies())
		return -EOPNOTSUPP;
	if (tx_pages < RING_PAGES_MIN || rx_pages < RING_PAGES_MIN)
		return -EINVAL;
	if (tx_pages > RING_PAGES_MAX || rx_pages > RING_PAGES_MAX - tx_pages)
		return -E2BIG;

	vmbkmcl_hv_request_begin(&request, hv, "open the channel");
	vmbkmcl_hv_turn_take(hv, HV_TURN_ASKED);
	error = rings_open(hv, channel, tx_pages, rx_pages);
	if (!error) {
		rings_describe(rings, to_vmbus(offer));
		WRITE_ONCE(hv->is_open, true);
	}
	vmbkmcl_hv_turn_give(hv);
	vmbkmcl_hv_request_end(&request);
	return error;
}

/* As vmbus_close(), but free the rings only if the host has returned them. */
static void rings_close(struct hv_offer *hv)
{
	struct vmbus_channel *vmbus = hv->device->channel;
	u32 handle = vmbkmcl_compat_hv_ring_gpadl(vmbus);
	int error = vmbkmcl_compat_hv_ring_disconnect(vmbus);

	rings_free(hv, rings_return(vmbus, handle, error));
}

void vmbkmcl_hv_close(struct vmbkmcl_offer *offer)
{
	struct hv_offer *hv = to_hv_offer(offer);
	struct hv_request request;
	bool mine;

	if (!hv->is_open)
		return;

	vmbkmcl_hv_request_begin(&request, hv, "give back the rings");
	/* The host may give a GPADL back only when we close: do not wait for that. */
	mine = vmbkmcl_hv_turn_take_unless_return(hv);
	rings_close(hv);
	vmbkmcl_hv_offer_opened_by(hv, NULL);
	vmbkmcl_hv_settings_restore(hv);
	WRITE_ONCE(hv->is_open, false);
	if (mine)
		vmbkmcl_hv_turn_give(hv);
	vmbkmcl_hv_request_end(&request);
	vmbkmcl_hv_mmio_free(hv);
}

void vmbkmcl_hv_signal(struct vmbkmcl_offer *offer, bool here)
{
	vmbus_setevent(to_vmbus(offer));
}

/*
 * On a monitored channel hv_vmbus sets a bit instead of signalling, and the host looks at
 * the bits at intervals. It sets the interval itself, in a page that is private to
 * hv_vmbus; a driver can only have each signal sent at once. Any other channel has no
 * latency, and cannot be given one.
 */
int vmbkmcl_hv_latency(struct vmbkmcl_offer *offer, u16 latency, u16 *former)
{
	struct vmbus_channel *vmbus = to_vmbus(offer);
	bool monitored = vmbus->offermsg.monitor_allocated;
	u16 present;

	present = monitored && !vmbus->low_latency ? ORDINARY_LATENCY : 0;
	if (latency && !(monitored && latency == ORDINARY_LATENCY))
		return -EOPNOTSUPP;
	vmbus->low_latency = !latency;
	*former = present;
	return 0;
}
