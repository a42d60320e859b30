/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * owner.h - the owner of a channel: what it does, and what it holds against the code.
 *
 * Of each channel it checks that its callbacks come in the documented order and never
 * overlap; that nothing comes after Disable has returned, nor packets or Started after
 * Pause has; and that each packet that was sent is completed once.
 */
#ifndef EXPLORE_OWNER_H
#define EXPLORE_OWNER_H

#include "kernel/kernel.h"

#include <vmbuskernelmodeclientlibapi.h>

/* Packets that an owner sends in a run, and that it holds at a time. */
#define OWNER_SENDS	16
#define OWNER_HOLDS	4

enum owner_event {
	OPENED,
	STARTED,
	POST_STARTED,
	SUSPEND,
	CLOSED,
	PNP_FAILURE,
	PACKET,
	SENT,
	OWNER_EVENTS
};

/* Where the callbacks so far have left the channel. */
enum owner_phase { IS_CLOSED, IS_OPEN, IS_STARTED, IS_RUNNING };

struct owner;

/**
 * struct owner_sent - a packet that was sent
 * @owner: whose it is
 * @accepted: the send has returned success
 * @completions: how often its completion routine was called
 * @status: the last time
 */
struct owner_sent {
	struct owner *owner;
	bool accepted;
	unsigned int completions;
	NTSTATUS status;
};

/**
 * struct owner - the owner of a channel
 * @name: for reports
 * @channel: its channel
 * @on: called in each callback
 * @refuses: so many EvtChannelOpened fail
 * @holds: keeps packets instead of completing them
 * @held: these
 * @held_count: how many
 * @phase: see there
 * @in_state_callback: one runs
 * @in_packet: EvtChannelProcessPacket runs
 * @disabled: Disable has returned, and Enable was not called since
 * @paused: Pause has returned, and Start was not called since
 * @count: of each event, as it begins
 * @changed: woken by each event
 * @sent: what it has sent
 * @sent_count: how many
 * @failed_status: of the last EvtChannelPnpFailure
 */
struct owner {
	const char *name;
	VMBCHANNEL channel;
	void (*on[OWNER_EVENTS])(struct owner *owner);
	unsigned int refuses;
	bool holds;
	VMBPACKETCOMPLETION held[OWNER_HOLDS];
	unsigned int held_count;
	enum owner_phase phase;
	bool in_state_callback;
	bool in_packet;
	bool disabled;
	bool paused;
	unsigned int count[OWNER_EVENTS];
	wait_queue_head_t changed;
	struct owner_sent sent[OWNER_SENDS];
	unsigned int sent_count;
	NTSTATUS failed_status;
};

/* A client, its server, and a server that is restored from that; of one run. */
extern struct owner client, server, heir;

/* Allocate and configure the first two. */
void owners_make(void);
/* And the third, which is offered as the server is. */
void owner_make_heir(void);
/* The server alone, and a client of the device that a driver was given. */
void owner_make_server(void);
void owner_make_bound(PDEVICE_OBJECT device);
/* What the server is offered as. */
extern const GUID owner_type;
/* The same, and wait until both run. */
void owners_open(void);
/* Clean its channel up, and check the totals. */
void owner_clean_up(struct owner *owner);
/* Of one that is disabled: check what is to hold at the end, and then the same. */
void owner_free(struct owner *owner);
/* Disable both if they are not, and then the same. */
void owners_free(void);

void owner_enable(struct owner *owner);
void owner_start(struct owner *owner);
void owner_disable(struct owner *owner);
void owner_pause(struct owner *owner);
/* Wait for the @count-th of an event. */
void owner_await(struct owner *owner, enum owner_event event, unsigned int count);

/* Send a packet that asks for no completion, or for one. */
NTSTATUS owner_send(struct owner *owner);
NTSTATUS owner_request(struct owner *owner);
/* A synchronous request, with a limit of @ms; 0: none. */
NTSTATUS owner_ask(struct owner *owner, unsigned int ms);
/* The same with external data, which the peer has until the request has ended. */
NTSTATUS owner_ask_with_memory(struct owner *owner);
/* It is open, its peer answers: it must not be mute. */
void owner_must_talk(struct owner *owner);
/* Complete what it holds. */
void owner_complete(struct owner *owner);

/* The status does not matter here. */
static inline void owner_ignore(NTSTATUS status)
{
	(void)status;
}

#define MUST(condition) do {						\
	if (!(condition))						\
		sched_fail("%s:%d: %s", __FILE__, __LINE__, #condition); \
} while (0)

/**
 * struct thread - a thread of an owner's
 * @fn: what it does
 * @done: it has ended
 */
struct thread {
	void (*fn)(void);
	struct completion done;
};

void thread_start(struct thread *thread, const char *name, void (*fn)(void));
void thread_join(struct thread *thread);

#endif /* EXPLORE_OWNER_H */
