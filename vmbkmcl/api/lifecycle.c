// SPDX-License-Identifier: GPL-2.0-only
/*
 * lifecycle.c - Enable, Disable, Start and Pause.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/sched.h>

#include "../core/handle.h"
#include "../core/offer.h"
#include "../core/save.h"
#include "../core/server.h"
#include "../core/state.h"
#include "../nt/nt.h"
#include "ring_pages.h"

static NTSTATUS enable_check(struct vmbkmcl_channel *channel)
{
	if (channel->is_server && !vmbkmcl_server_transport(channel))
		return STATUS_NOT_SUPPORTED;
	if (channel->is_server && !channel->config.has_target) {
		pr_err("channel %u (%s): nothing to offer it as: call VmbServerChannelInitSetTargetInterfaceId\n",
		       channel->id, channel->config.name);
		return STATUS_INVALID_DEVICE_STATE;
	}
	if (channel->is_server)
		return STATUS_SUCCESS;
	if (!channel->config.has_target && !vmbkmcl_offer_has_parent(channel)) {
		pr_err("channel %u (%s): no target: call VmbClientChannelInitSetTargetPnp, or allocate it for a VMBus device\n",
		       channel->id, channel->config.name);
		return STATUS_INVALID_DEVICE_STATE;
	}
	vmbkmcl_ring_pages_choose(channel);
	return STATUS_SUCCESS;
}

/* Of a saved server and those restored from its state only one may go on. */
static NTSTATUS enable_restored(struct vmbkmcl_channel *channel)
{
	int error = vmbkmcl_restore_enable(channel);

	if (error == -ESTALE)
		return STATUS_NOT_FOUND;
	return error ? STATUS_INVALID_DEVICE_STATE : STATUS_SUCCESS;
}

static NTSTATUS enable(struct vmbkmcl_channel *channel)
{
	NTSTATUS status;

	lockdep_assert_held(&channel->config_mutex);

	if (!vmbkmcl_state_may_enable(channel))
		return STATUS_INVALID_DEVICE_STATE;
	status = enable_check(channel);
	/* After all other checks: it makes the saved state void. */
	if (!status && channel->is_server)
		status = enable_restored(channel);
	if (!status)
		vmbkmcl_state_enable(channel);
	return status;
}

NTSTATUS VmbChannelEnable(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);
	NTSTATUS status;

	if (!channel)
		return STATUS_INVALID_PARAMETER_1;
	if (!vmbkmcl_at_passive(channel, __func__))
		return STATUS_INVALID_DEVICE_STATE;
	mutex_lock(&channel->config_mutex);
	status = enable(channel);
	mutex_unlock(&channel->config_mutex);
	return status;
}
VMBKMCL_EXPORT(VmbChannelEnable);

VOID VmbChannelDisable(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (!channel)
		return;
	/* A callback must not wait for its own return. */
	if (vmbkmcl_may_wait(channel, __func__))
		vmbkmcl_state_disable(channel);
	else
		vmbkmcl_state_disable_begin(channel);
}
VMBKMCL_EXPORT(VmbChannelDisable);

/* A softirq may interrupt the callback's task, and is not inside. */
static bool in_state_callback(struct vmbkmcl_channel *channel, const char *what)
{
	if (READ_ONCE(channel->state_task) != current || in_serving_softirq())
		return false;
	vmbkmcl_misuse(channel,
		       "%s called inside a state callback: ignored", what);
	return true;
}

/* Under save_mutex: a save finds the server either started or not. */
static void start_server(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_server *server = channel->server;

	/* EvtChannelSavePacket runs with save_mutex held: it would deadlock. */
	if (READ_ONCE(server->callback_task) == current) {
		vmbkmcl_misuse(channel,
			       "VmbChannelStart called inside a save or restore callback: ignored");
		return;
	}
	mutex_lock(&server->save_mutex);
	vmbkmcl_save_resume(channel);
	vmbkmcl_state_start(channel);
	mutex_unlock(&server->save_mutex);
}

VOID VmbChannelStart(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (!channel || in_state_callback(channel, __func__))
		return;
	if (!channel->is_server)
		vmbkmcl_state_start(channel);
	else if (vmbkmcl_at_passive(channel, __func__))
		start_server(channel);
}
VMBKMCL_EXPORT(VmbChannelStart);

VOID VmbChannelPause(VMBCHANNEL Channel)
{
	struct vmbkmcl_channel *channel = vmbkmcl_channel_get(Channel);

	if (!channel)
		return;
	if (vmbkmcl_may_wait(channel, __func__))
		vmbkmcl_state_pause(channel);
	else
		vmbkmcl_state_pause_begin(channel);
}
VMBKMCL_EXPORT(VmbChannelPause);
