/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * loopback_pair.h - a server and a client in one kernel, both of them a test's.
 */
#ifndef LOOPBACK_PAIR_H
#define LOOPBACK_PAIR_H

#include "endpoint.h"

/**
 * struct pair - both
 * @t: the running case
 * @server: the server
 * @client: the client
 * @instance: under which they meet
 * @server_flags: of VmbServerChannelInitSetFlags; 3 unless set
 * @max_external: bytes, of the client
 * @max_chain: MDLs
 * @priv: the test's
 * @held: packets that a test's callback keeps
 * @held_count: how many
 */
struct pair {
	struct kcase *t;
	struct endpoint server;
	struct endpoint client;
	GUID instance;
	u32 server_flags;
	u32 max_external;
	u32 max_chain;
	void *priv;
	VMBPACKETCOMPLETION held[64];
	atomic_t held_count;
};

extern const GUID pair_type;

/* Fixtures: t->priv is a pair, allocated and configured, or open as well. */
int pair_setup(struct kcase *t);
int pair_setup_open(struct kcase *t);
void pair_teardown(struct kcase *t);

static inline struct pair *pair_of(struct kcase *t)
{
	return t->priv;
}

/* Allocate and configure; false after noting a failure. */
bool pair_make_server(struct pair *p);
bool pair_make_client(struct pair *p);
/* Enable; a server is started too. */
bool pair_enable(struct endpoint *end);
/* Enable both and wait until both have post-started. */
bool pair_open(struct pair *p);

/* A request from @from, its answer expected to be its own bytes. */
bool pair_echo(struct endpoint *from, u32 size);
/* Send without waiting; its routine counts. */
NTSTATUS pair_send(struct endpoint *from, void *buffer, u32 size, u32 flags);
/* That routine: counts, and frees the packet, whose pointer is the endpoint. */
void pair_send_done(VMBPACKET packet, NTSTATUS status, PVOID buffer, UINT32 size);
/* A packet callback that answers with the packet's own bytes: both ends' usual. */
void pair_answer(struct endpoint *end, VMBPACKETCOMPLETION packet, void *buffer,
		 u32 size, u32 flags);
/* A packet callback that keeps packets in pair.held. */
void pair_hold(struct endpoint *end, VMBPACKETCOMPLETION packet, void *buffer,
	       u32 size, u32 flags);
void pair_release(struct pair *p);

#endif /* LOOPBACK_PAIR_H */
