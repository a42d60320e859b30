// SPDX-License-Identifier: GPL-2.0-only
/*
 * state.c - the life of a channel: its states, its callbacks, its worker.
 *
 * Each channel has one work item, the state worker. It takes one step at a time, and
 * stops when a step has not changed the state. A step looks at what the owner has asked
 * for and at what the peer has done; only the worker changes the state. All state
 * callbacks are called in steps, so they never overlap and always come in the documented
 * order.
 *
 *	DISABLED --> WAITING --> OPENING --> PAUSED --> STARTING --> RUNNING
 *	    ^           |           |        |    ^                     |
 *	    |<----------+<----------+        |    +----- SUSPENDING <---+
 *	    |                                v
 *	    +<---------------------------- CLOSING  (a server: to WAITING)
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/sched.h>

#include "../nt/nt.h"
#include "gpadl.h"
#include "handle.h"
#include "incoming.h"
#include "state_kick.h"
#include "offer.h"
#include "save.h"
#include "server.h"
#include "state.h"
#include "trace.h"

/* Does a channel that is open have to close? */
static bool must_close(const struct vmbkmcl_channel *channel)
{
	return !READ_ONCE(channel->want_enabled) ||
	       READ_ONCE(channel->rescinded) || READ_ONCE(channel->broken) ||
	       (channel->is_server && !READ_ONCE(channel->peer_open));
}

static const struct vmbkmcl_transport_ops *ops_of(struct vmbkmcl_channel *channel)
{
	return channel->offer->transport->ops;
}

/* State callbacks run with state_task set, for vmbkmcl_may_wait(). */
static void callback_begin(struct vmbkmcl_channel *channel)
{
	might_sleep();
	WRITE_ONCE(channel->state_task, current);
}

static void callback_end(struct vmbkmcl_channel *channel)
{
	WRITE_ONCE(channel->state_task, NULL);
}

static void callback(struct vmbkmcl_channel *channel,
		     void (*function)(VMBCHANNEL channel))
{
	if (!function)
		return;
	callback_begin(channel);
	function(vmbkmcl_channel_handle(channel));
	callback_end(channel);
}

static void set_state(struct vmbkmcl_channel *channel, enum vmbkmcl_state state)
{
	if (channel->state == state)
		return;
	trace_vmbkmcl_state(channel->id, vmbkmcl_state_name(channel->state),
			    vmbkmcl_state_name(state));
	pr_debug("channel %u (%s): %s -> %s\n", channel->id, channel->config.name,
		 vmbkmcl_state_name(channel->state), vmbkmcl_state_name(state));
	spin_lock_irq(&channel->lock);
	/* Release: vmbkmcl_state_pause() sees all that the step's callbacks have done. */
	smp_store_release(&channel->state, state);
	channel->leaving = false;
	if (state == VMBKMCL_DISABLED)
		channel->ending = false;
	spin_unlock_irq(&channel->lock);
	wake_up_all(&channel->state_changed);
}

/*
 * From here on the owner may enable the channel again, also inside the callback that
 * follows. Packets that are sent then belong to the next life, and must not be ended.
 */
static void end_life(struct vmbkmcl_channel *channel)
{
	spin_lock_irq(&channel->lock);
	WRITE_ONCE(channel->want_enabled, false);
	channel->leaving = false;
	channel->ending = true;
	spin_unlock_irq(&channel->lock);
}

static void give_up(struct vmbkmcl_channel *channel)
{
	vmbkmcl_tx_close(channel);
	vmbkmcl_tx_abort(channel, -ENODEV);
	end_life(channel);
}

static void call_pnp_failure(struct vmbkmcl_channel *channel, NTSTATUS status)
{
	if (!channel->config.pnp_failure)
		return;
	callback_begin(channel);
	channel->config.pnp_failure(vmbkmcl_channel_handle(channel), status);
	callback_end(channel);
}

static enum vmbkmcl_state start_waiting(struct vmbkmcl_channel *channel)
{
	int error = vmbkmcl_offer_wait_begin(channel);

	if (!error)
		return VMBKMCL_WAITING;
	vmbkmcl_offer_wait_end(channel);
	vmbkmcl_offer_release(channel);
	give_up(channel);
	call_pnp_failure(channel, vmbkmcl_errno_to_status(error));
	return VMBKMCL_DISABLED;
}

/*
 * Is the channel to leave VMBKMCL_DISABLED? Then it can be neither configured nor enabled
 * until it has left, or its life has ended.
 */
static bool leave_disabled(struct vmbkmcl_channel *channel)
{
	bool leaving;

	spin_lock_irq(&channel->lock);
	leaving = channel->want_enabled;
	channel->leaving = leaving;
	spin_unlock_irq(&channel->lock);
	return leaving;
}

/*
 * The channel has been disabled since its last close, or was enabled and disabled before
 * the state worker saw either. Then the worker ends nothing, but packets may have been
 * queued meanwhile, or restored before. A server that is restored and was not enabled
 * yet keeps its packets.
 */
static void abort_unseen(struct vmbkmcl_channel *channel)
{
	mutex_lock(&channel->config_mutex);
	if (!READ_ONCE(channel->want_enabled) &&
	    !(channel->is_server && vmbkmcl_restore_undo(channel)))
		vmbkmcl_tx_abort(channel, -ENODEV);
	mutex_unlock(&channel->config_mutex);
}

static enum vmbkmcl_state step_disabled(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer;
	int error;

	if (!leave_disabled(channel)) {
		if (READ_ONCE(channel->unwanted))
			abort_unseen(channel);
		return VMBKMCL_DISABLED;
	}
	if (!channel->is_server)
		return start_waiting(channel);
	error = vmbkmcl_server_offer(channel, &offer);
	if (error) {
		pr_err("channel %u (%s): cannot be offered: %pe\n", channel->id,
		       channel->config.name, ERR_PTR(error));
		vmbkmcl_restore_drop(channel, -ENODEV);
		give_up(channel);
		return VMBKMCL_DISABLED;
	}
	spin_lock_irq(&channel->lock);
	channel->offer = offer;
	channel->rescinded = false;
	spin_unlock_irq(&channel->lock);
	return VMBKMCL_WAITING;
}

/*
 * Called before the transport lets the client go: from then on the next client may ask
 * to open, and peer_open must not be overwritten.
 */
static void forget_peer(struct vmbkmcl_channel *channel)
{
	WRITE_ONCE(channel->peer_open, false);
}

/* Disabled while it waits: the channel was not opened, so there is nothing to close. */
static enum vmbkmcl_state stop_waiting(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_offer *offer = channel->offer;

	if (channel->is_server) {
		vmbkmcl_save_closing(channel);
		spin_lock_irq(&channel->lock);
		channel->offer = NULL;
		spin_unlock_irq(&channel->lock);
		offer->transport->ops->revoke(offer, channel);
		/* It is not offered any more, so no next client can ask. */
		forget_peer(channel);
		vmbkmcl_save_disabled(channel);
	} else {
		vmbkmcl_offer_wait_end(channel);
		vmbkmcl_offer_release(channel);
	}
	vmbkmcl_tx_close(channel);
	vmbkmcl_tx_abort(channel, -ENODEV);
	if (channel->is_server)
		vmbkmcl_restore_drop(channel, -ECANCELED);
	return VMBKMCL_DISABLED;
}

static enum vmbkmcl_state step_waiting(struct vmbkmcl_channel *channel)
{
	if (!READ_ONCE(channel->want_enabled))
		return stop_waiting(channel);
	if (channel->is_server)
		return READ_ONCE(channel->peer_open) ? VMBKMCL_OPENING :
						       VMBKMCL_WAITING;
	if (!READ_ONCE(channel->offer))
		return VMBKMCL_WAITING;
	vmbkmcl_offer_wait_end(channel);
	if (!READ_ONCE(channel->rescinded))
		return VMBKMCL_OPENING;
	/* Rescinded before it was opened: look for another. */
	vmbkmcl_offer_release(channel);
	vmbkmcl_tx_accept(channel);
	return start_waiting(channel);
}

/* Say that each incoming packet will begin with a pipe header. */
static void tell_pipe(const struct vmbkmcl_channel *channel)
{
	if (channel->is_server || !channel->offer->pipe ||
	    (channel->config.flags & VMBUS_CHANNEL_INIT_FLAG_IS_PIPE))
		return;
	pr_info_ratelimited("channel %u (%s): offered as a pipe, and opened without VMBUS_CHANNEL_INIT_FLAG_IS_PIPE\n",
			    channel->id, channel->config.name);
}

static int open_rings(struct vmbkmcl_channel *channel)
{
	struct vmbkmcl_rings rings = {};
	int error;

	error = ops_of(channel)->open(channel->offer, channel,
				      channel->config.tx_pages + 1,
				      channel->config.rx_pages + 1, &rings);
	if (error)
		return error;
	error = vmbkmcl_rx_open(channel, &rings);
	if (error) {
		forget_peer(channel);
		ops_of(channel)->close(channel->offer);
		return error;
	}
	vmbkmcl_tx_open(channel, &rings);
	vmbkmcl_gpadl_open(channel);
	tell_pipe(channel);
	if (channel->is_server)
		vmbkmcl_restore_opened(channel, rings.resumed);
	/* From here on latencies can be set: before, the transport was opening them. */
	spin_lock_irq(&channel->lock);
	channel->rings_open = true;
	spin_unlock_irq(&channel->lock);
	return 0;
}

/* From here on the caller alone closes the rings. False: another context does, or has. */
static bool claim_rings(struct vmbkmcl_channel *channel)
{
	bool mine;

	spin_lock_irq(&channel->lock);
	mine = channel->rings_open;
	channel->rings_open = false;
	spin_unlock_irq(&channel->lock);
	return mine;
}

static NTSTATUS call_opened(struct vmbkmcl_channel *channel)
{
	NTSTATUS status;

	if (!channel->config.events.EvtChannelOpened)
		return STATUS_SUCCESS;
	callback_begin(channel);
	status = channel->config.events.EvtChannelOpened(vmbkmcl_channel_handle(channel));
	callback_end(channel);
	return status;
}

/*
 * Delete and unmap the GPADLs that the owner has left. The rings are closed before that,
 * so that a server learns that it has to unmap the client's memory.
 */
static void reap_memory(struct vmbkmcl_channel *channel)
{
	vmbkmcl_gpadl_reap(channel);
	if (channel->is_server)
		vmbkmcl_mappings_reap(channel);
}

/* The offer was found, or a client asked, but opening has failed. */
static enum vmbkmcl_state open_failed(struct vmbkmcl_channel *channel,
				      NTSTATUS status)
{
	pr_warn("channel %u (%s): opening failed with status %#x (%s)\n",
		channel->id, channel->config.name, (u32)status,
		vmbkmcl_status_name(status));
	if (channel->is_server) {
		/* The client may try again. */
		vmbkmcl_tx_accept(channel);
		return VMBKMCL_WAITING;
	}
	give_up(channel);
	vmbkmcl_offer_release(channel);
	call_pnp_failure(channel, status);
	return VMBKMCL_DISABLED;
}

/*
 * An offer was rescinded before it could be opened. The owner is not told: the channel
 * waits for another offer, which may be of the same device.
 */
static enum vmbkmcl_state open_missed(struct vmbkmcl_channel *channel)
{
	vmbkmcl_offer_missed(channel);
	vmbkmcl_tx_accept(channel);
	return start_waiting(channel);
}

static enum vmbkmcl_state step_opening(struct vmbkmcl_channel *channel)
{
	NTSTATUS status;
	int error;

	WRITE_ONCE(channel->broken, false);
	/* A client may have asked and left since the last close: GOING_DOWN is set. */
	if (channel->is_server)
		vmbkmcl_tx_accept(channel);
	error = open_rings(channel);
	/* -ENODEV: rescinded. Of any other error the owner is told, rescinded or not. */
	if (error == -ENODEV && !channel->is_server)
		return open_missed(channel);
	if (error)
		return open_failed(channel, vmbkmcl_errno_to_status(error));

	status = call_opened(channel);
	if (!NT_SUCCESS(status))
		forget_peer(channel);
	if (channel->is_server)
		ops_of(channel)->opened(channel->offer,
					NT_SUCCESS(status) ? 0 : -ECONNREFUSED);
	if (NT_SUCCESS(status))
		return VMBKMCL_PAUSED;

	claim_rings(channel);
	vmbkmcl_tx_close(channel);
	ops_of(channel)->close(channel->offer);
	vmbkmcl_rx_close(channel);
	/* Packets of a restored server that only its former client could complete. */
	vmbkmcl_tx_abort_former(channel, -ENODEV);
	reap_memory(channel);
	return open_failed(channel, status);
}

static enum vmbkmcl_state step_paused(struct vmbkmcl_channel *channel)
{
	if (must_close(channel))
		return VMBKMCL_CLOSING;
	return READ_ONCE(channel->want_active) ? VMBKMCL_STARTING :
						 VMBKMCL_PAUSED;
}

static bool is_wanted_active(struct vmbkmcl_channel *channel)
{
	bool wanted;

	spin_lock_irq(&channel->lock);
	wanted = channel->want_active;
	spin_unlock_irq(&channel->lock);
	return wanted;
}

/* Unless a sender has closed the rings meanwhile, see vmbkmcl_state_close_rings(). */
static void start_receiving(struct vmbkmcl_channel *channel)
{
	spin_lock_irq(&channel->lock);
	if (channel->rings_open)
		vmbkmcl_rx_start(channel);
	spin_unlock_irq(&channel->lock);
}

static enum vmbkmcl_state step_starting(struct vmbkmcl_channel *channel)
{
	/*
	 * set_state() has set STARTING, then want_active is read; VmbChannelPause()
	 * clears want_active, then reads the state. If it read PAUSED, we see it here.
	 */
	if (!is_wanted_active(channel))
		return VMBKMCL_PAUSED;
	vmbkmcl_tx_start(channel);
	callback(channel, channel->config.events.EvtChannelStarted);
	start_receiving(channel);
	set_state(channel, VMBKMCL_RUNNING);
	callback(channel, channel->config.events.EvtChannelPostStarted);
	return VMBKMCL_RUNNING;
}

static enum vmbkmcl_state step_running(struct vmbkmcl_channel *channel)
{
	return must_close(channel) || !READ_ONCE(channel->want_active) ?
		       VMBKMCL_SUSPENDING : VMBKMCL_RUNNING;
}

/* What packets complete with that the peer has not answered. */
static int close_error(const struct vmbkmcl_channel *channel)
{
	return READ_ONCE(channel->want_enabled) ? -ENODEV : -ECANCELED;
}

/*
 * As claim_rings(), for the sender of @entry. While that is in flight, the rings are those
 * it was sent by: before those of the next life are opened, it has ended.
 */
static bool claim_rings_for(struct vmbkmcl_channel *channel,
			    const struct vmbkmcl_tx_entry *entry)
{
	bool mine;

	spin_lock_irq(&channel->lock);
	mine = channel->rings_open &&
	       READ_ONCE(entry->place) == VMBKMCL_ENTRY_IN_FLIGHT;
	if (mine) {
		channel->rings_open = false;
		channel->rings_closing = true;
	}
	spin_unlock_irq(&channel->lock);
	return mine;
}

static bool sender_closes_rings(struct vmbkmcl_channel *channel)
{
	bool closing;

	spin_lock_irq(&channel->lock);
	closing = channel->rings_closing;
	spin_unlock_irq(&channel->lock);
	return closing;
}

/* Before the time, for a client: no server waits for its peer. */
void vmbkmcl_state_close_rings(struct vmbkmcl_channel *channel,
			       const struct vmbkmcl_tx_entry *entry)
{
	might_sleep();
	if (!claim_rings_for(channel, entry))
		return;
	vmbkmcl_rx_stop(channel);
	vmbkmcl_tx_close(channel);
	ops_of(channel)->close(channel->offer);
	vmbkmcl_tx_abort_former(channel, close_error(channel));
	spin_lock_irq(&channel->lock);
	channel->rings_closing = false;
	/* Inside the lock: once it is released the state worker goes on. */
	wake_up_all(&channel->state_changed);
	spin_unlock_irq(&channel->lock);
}

static enum vmbkmcl_state step_suspending(struct vmbkmcl_channel *channel)
{
	vmbkmcl_rx_stop(channel);
	callback(channel, channel->config.events.EvtChannelSuspend);
	vmbkmcl_rx_wait_returned(channel);
	return VMBKMCL_PAUSED;
}

static void report_rings(struct vmbkmcl_channel *channel, unsigned int waited)
{
	pr_warn("channel %u (%s): waiting for %u s for a synchronous request to close the rings\n",
		channel->id, channel->config.name, waited);
}

static enum vmbkmcl_state step_closing(struct vmbkmcl_channel *channel)
{
	int error = close_error(channel);
	bool mine;

	if (channel->is_server)
		vmbkmcl_save_closing(channel);
	vmbkmcl_tx_going_down(channel, channel->life);
	mine = claim_rings(channel);
	/*
	 * Also where the rings are closed already: it waits for threads that have completed
	 * a packet since, see vmbkmcl_rx_returned().
	 */
	vmbkmcl_tx_close(channel);
	if (mine) {
		forget_peer(channel);
		/* Saved or not, a server that stays enabled leaves its client to no other. */
		if (channel->is_server && READ_ONCE(channel->want_enabled))
			ops_of(channel)->park(channel->offer, false);
		ops_of(channel)->close(channel->offer);
	} else {
		vmbkmcl_wait_event(channel->state_changed, !sender_closes_rings(channel),
				   report_rings, channel);
	}
	/* If the client stays connected, it waits for a restored server from here on. */
	if (channel->is_server && !READ_ONCE(channel->want_enabled))
		vmbkmcl_save_disabled(channel);
	vmbkmcl_rx_close(channel);
	/* The peer no longer has the memory that packets in flight describe. */
	vmbkmcl_tx_abort(channel, error);
	vmbkmcl_incoming_trim(channel);

	vmbkmcl_tx_accept_closed(channel);
	if (!channel->is_server)
		end_life(channel);
	callback(channel, channel->config.events.EvtChannelClosed);
	reap_memory(channel);

	if (channel->is_server) {
		if (READ_ONCE(channel->want_enabled))
			vmbkmcl_tx_accept(channel);
		return VMBKMCL_WAITING;
	}
	vmbkmcl_offer_release(channel);
	return VMBKMCL_DISABLED;
}

static const struct {
	const char *name;
	enum vmbkmcl_state (*step)(struct vmbkmcl_channel *channel);
} states[VMBKMCL_STATES] = {
	[VMBKMCL_DISABLED]	= { "disabled",		step_disabled },
	[VMBKMCL_WAITING]	= { "waiting",		step_waiting },
	[VMBKMCL_OPENING]	= { "opening",		step_opening },
	[VMBKMCL_PAUSED]	= { "paused",		step_paused },
	[VMBKMCL_STARTING]	= { "starting",		step_starting },
	[VMBKMCL_RUNNING]	= { "running",		step_running },
	[VMBKMCL_SUSPENDING]	= { "suspending",	step_suspending },
	[VMBKMCL_CLOSING]	= { "closing",		step_closing },
};

const char *vmbkmcl_state_name(enum vmbkmcl_state state)
{
	return states[state].name;
}

static void set_stepping(struct vmbkmcl_channel *channel, bool stepping)
{
	spin_lock_irq(&channel->lock);
	channel->stepping = stepping;
	wake_up_all(&channel->state_changed);
	spin_unlock_irq(&channel->lock);
}

/* The state worker. */
void vmbkmcl_state_work(struct work_struct *work)
{
	struct vmbkmcl_channel *channel =
		container_of(work, struct vmbkmcl_channel, state_work);
	enum vmbkmcl_state next;

	set_stepping(channel, true);
	for (;;) {
		next = states[channel->state].step(channel);
		if (next == channel->state)
			break;
		set_state(channel, next);
	}
	/* Wakes those, too, that wait for DISABLED when the worker has not left it. */
	set_stepping(channel, false);
}

void vmbkmcl_channel_peer_opens(struct vmbkmcl_channel *channel)
{
	WRITE_ONCE(channel->peer_open, true);
	vmbkmcl_state_kick(channel);
}
VMBKMCL_EXPORT(vmbkmcl_channel_peer_opens);

void vmbkmcl_channel_peer_closed(struct vmbkmcl_channel *channel)
{
	/* After the channel has closed on its own it is ready for the next one. */
	if (READ_ONCE(channel->peer_open)) {
		WRITE_ONCE(channel->peer_open, false);
		/* It is offered, so this life has not ended. */
		vmbkmcl_tx_going_down(channel, READ_ONCE(channel->life));
	}
	vmbkmcl_state_kick(channel);
}
VMBKMCL_EXPORT(vmbkmcl_channel_peer_closed);

void vmbkmcl_channel_subchannel(struct vmbkmcl_channel *channel)
{
	vmbkmcl_count_any(channel, VMBKMCL_DROP_SUBCHANNEL);
	pr_warn_ratelimited("channel %u (%s): the peer offered a subchannel, which is not supported\n",
			    channel->id, channel->config.name);
}
VMBKMCL_EXPORT(vmbkmcl_channel_subchannel);

/* While config_mutex is held the answer stays true: Enable and Disable take it. */
bool vmbkmcl_state_may_enable(struct vmbkmcl_channel *channel)
{
	bool may;

	lockdep_assert_held(&channel->config_mutex);

	spin_lock_irq(&channel->lock);
	/* Its last life has ended, and the next has not begun. */
	may = !channel->want_enabled && !channel->leaving &&
	      (channel->state == VMBKMCL_DISABLED || channel->ending) &&
	      !channel->disabling;
	spin_unlock_irq(&channel->lock);
	return may;
}

void vmbkmcl_state_enable(struct vmbkmcl_channel *channel)
{
	lockdep_assert_held(&channel->config_mutex);

	spin_lock_irq(&channel->lock);
	WRITE_ONCE(channel->want_enabled, true);
	WRITE_ONCE(channel->life, channel->life + 1);
	channel->ending = false;
	WRITE_ONCE(channel->unwanted, false);
	channel->rescinded = false;
	/* Inside the lock: once it is released the worker may end this life. */
	vmbkmcl_tx_accept(channel);
	spin_unlock_irq(&channel->lock);
	vmbkmcl_state_kick(channel);
}

void vmbkmcl_state_disable_begin(struct vmbkmcl_channel *channel)
{
	unsigned long flags;
	bool open;
	u32 life;

	spin_lock_irqsave(&channel->lock, flags);
	WRITE_ONCE(channel->want_enabled, false);
	WRITE_ONCE(channel->unwanted, true);
	open = vmbkmcl_state_is_open(channel->state);
	life = channel->life;
	spin_unlock_irqrestore(&channel->lock, flags);
	if (open)
		vmbkmcl_tx_going_down(channel, life);
	vmbkmcl_state_kick(channel);
}

/* A wait in @call, for callbacks and packets of the owner's above all. */
static void report_call(struct vmbkmcl_channel *channel, const char *call,
			unsigned int waited)
{
	pr_warn("channel %u (%s): %s has waited for %u s (state %s, %d packets not completed)\n",
		channel->id, channel->config.name, call, waited,
		vmbkmcl_state_name(READ_ONCE(channel->state)),
		atomic_read(&channel->rx.held));
}

static void report_disable(struct vmbkmcl_channel *channel, unsigned int waited)
{
	report_call(channel, "Disable", waited);
}

static void report_pause(struct vmbkmcl_channel *channel, unsigned int waited)
{
	report_call(channel, "Pause", waited);
}

/* Is the channel Disabled, and its state worker not running? */
static bool is_at_rest(struct vmbkmcl_channel *channel)
{
	bool rests;

	spin_lock_irq(&channel->lock);
	rests = channel->state == VMBKMCL_DISABLED && !channel->stepping;
	spin_unlock_irq(&channel->lock);
	return rests;
}

void vmbkmcl_state_disable(struct vmbkmcl_channel *channel)
{
	might_sleep();
	/* Wait for an Enable that is under way. */
	mutex_lock(&channel->config_mutex);
	spin_lock_irq(&channel->lock);
	/* From here on an Enable is refused, also inside EvtChannelClosed. */
	channel->disabling++;
	spin_unlock_irq(&channel->lock);
	mutex_unlock(&channel->config_mutex);

	vmbkmcl_state_disable_begin(channel);
	/*
	 * Not flush_work(): the caller may be a work item of a WQ_MEM_RECLAIM queue,
	 * or a callback in another channel's state worker.
	 */
	vmbkmcl_wait_event(channel->state_changed, is_at_rest(channel), report_disable,
			   channel);
	abort_unseen(channel);
	/* The worker may have started meanwhile, and be completing queued packets. */
	vmbkmcl_wait_event(channel->state_changed, is_at_rest(channel), report_disable,
			   channel);

	spin_lock_irq(&channel->lock);
	channel->disabling--;
	spin_unlock_irq(&channel->lock);
}

bool vmbkmcl_state_is_disabled(struct vmbkmcl_channel *channel)
{
	bool disabled;

	spin_lock_irq(&channel->lock);
	disabled = channel->state == VMBKMCL_DISABLED &&
		   !channel->want_enabled && !channel->leaving;
	spin_unlock_irq(&channel->lock);
	return disabled;
}

static void want_active(struct vmbkmcl_channel *channel, bool active)
{
	unsigned long flags;

	spin_lock_irqsave(&channel->lock, flags);
	WRITE_ONCE(channel->want_active, active);
	spin_unlock_irqrestore(&channel->lock, flags);
	vmbkmcl_state_kick(channel);
}

void vmbkmcl_state_start(struct vmbkmcl_channel *channel)
{
	want_active(channel, true);
}

void vmbkmcl_state_pause_begin(struct vmbkmcl_channel *channel)
{
	want_active(channel, false);
}

static bool is_quiet(enum vmbkmcl_state state)
{
	return state != VMBKMCL_STARTING && state != VMBKMCL_RUNNING &&
	       state != VMBKMCL_SUSPENDING;
}

void vmbkmcl_state_pause(struct vmbkmcl_channel *channel)
{
	might_sleep();
	vmbkmcl_state_pause_begin(channel);
	/* Another thread may start the channel again: do not wait any longer then. */
	vmbkmcl_wait_event(channel->state_changed,
			   /* The caller may free what callbacks have used, see set_state(). */
			   is_quiet(smp_load_acquire(&channel->state)) ||
			   READ_ONCE(channel->want_active),
			   report_pause, channel);
}
