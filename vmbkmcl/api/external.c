// SPDX-License-Identifier: GPL-2.0-only
/*
 * external.c - the external data of an incoming packet.
 */
#include "../core/handle.h"
#include "../core/incoming.h"

/*
 * Is the packet the owner's? Not once the owner has completed it, even while the
 * completion waits for room; nor while it waits to be presented again.
 */
static bool is_owned(struct vmbkmcl_incoming *in)
{
	int flags = atomic_read(&in->flags);

	if (!(flags & VMBKMCL_IN_DONE) &&
	    (!(flags & VMBKMCL_IN_DEFERRED) || flags & VMBKMCL_IN_PRESENTING))
		return true;
	vmbkmcl_misuse(in->channel,
		       "VmbChannelPacketGetExternalData: the packet is not its owner's");
	return false;
}

/* Have it presented again, in process context. False: it is not being presented. */
static bool present_again(struct vmbkmcl_incoming *in)
{
	int flags = atomic_read(&in->flags);

	do {
		if (!(flags & VMBKMCL_IN_PRESENTING) || flags & VMBKMCL_IN_DONE)
			return false;
	} while (!atomic_try_cmpxchg(&in->flags, &flags,
				     flags | VMBKMCL_IN_DEFERRED));
	return true;
}

NTSTATUS VmbChannelPacketGetExternalData(VMBPACKETCOMPLETION PacketCompletion,
					 UINT32 Flags, PMDL *Mdl)
{
	struct vmbkmcl_incoming *in = vmbkmcl_incoming_get(PacketCompletion,
							   __func__);
	int error;

	if (!in || !is_owned(in))
		return STATUS_INVALID_PARAMETER_1;
	if (Flags & ~VMBUS_CHANNEL_PACKET_EXTERNAL_DATA_FLAGS)
		return STATUS_INVALID_PARAMETER_2;
	if (!Mdl)
		return STATUS_INVALID_PARAMETER_3;
	if (!in->has_external)
		return STATUS_INVALID_PARAMETER;

	error = vmbkmcl_external_get(in, Flags & VMBUS_CHANNEL_PACKET_EXTERNAL_DATA_FLAG_READ_ONLY);
	if (error == -EAGAIN && present_again(in))
		return STATUS_PENDING;
	if (error)
		return error == -EINVAL ? STATUS_DATA_ERROR :
					  STATUS_INSUFFICIENT_RESOURCES;
	*Mdl = in->external;
	return STATUS_SUCCESS;
}
VMBKMCL_EXPORT(VmbChannelPacketGetExternalData);
