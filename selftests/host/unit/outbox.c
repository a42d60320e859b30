// SPDX-License-Identifier: GPL-2.0-only
/* outbox.c - messages wait for the slot and keep their order. */
#include <string.h>

#include "groups.h"
#include "guest.h"

static void one_at_a_time(void)
{
	struct guest *g = guest_new("kmcltest,count=20", 0);
	struct msg_header m = { .type = MSG_REQUEST_OFFERS };
	u32 i;

	CHECK(guest_contact(g, VERSION_5_3));
	g->manual_eom = true;
	guest_post(g, &m, sizeof(m));
	for (i = 0; i < 20; i++) {
		CHECK_EQ(g->posted - g->read, 1);
		guest_expect(g, MSG_OFFER);
		guest_expect_silence(g);
		vmbhost_run(g->host, g->now);
		guest_expect_silence(g);
		guest_eom(g);
	}
	guest_expect(g, MSG_ALL_OFFERS);
	guest_eom(g);
	guest_expect_silence(g);
	guest_eom(g);
	guest_expect_silence(g);
	guest_free(g);
}

/* An end of message while the slot is still occupied changes nothing. */
static void still_busy(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_header m = { .type = MSG_REQUEST_OFFERS };

	CHECK(guest_contact(g, VERSION_5_3));
	g->slot_busy = true;
	guest_post(g, &m, sizeof(m));
	vmbhost_guest_eom(g->host, 0, g->now);
	guest_expect_silence(g);
	guest_eom(g);
	guest_expect(g, MSG_OFFER);
	guest_free(g);
}

/* A guest that takes no messages has its posts refused after a while. */
static void never_taken(void)
{
	struct guest *g = guest_new("kmcltest", 0);
	struct msg_tl_connect m = { .hdr.type = MSG_TL_CONNECT };
	u32 i, status = 0;

	CHECK(guest_contact(g, VERSION_5_3));
	g->slot_busy = true;
	for (i = 0; i < 20000 && !status; i++)
		status = guest_post(g, &m, sizeof(m));
	CHECK_EQ(status, VMBHOST_HV_INSUFFICIENT_BUFFERS);
	guest_eom(g);
	CHECK_EQ(guest_post(g, &m, sizeof(m)), 0);
	guest_free(g);
}

/* Messages that were queued before a new contact are not sent. */
static void contact_clears(void)
{
	struct guest *g = guest_new("kmcltest,count=3", 0);
	struct msg_header m = { .type = MSG_REQUEST_OFFERS };
	struct msg_initiate_contact contact = {
		.hdr.type = MSG_INITIATE_CONTACT,
		.version = VERSION_5_3,
		.sint = 2,
	};

	CHECK(guest_contact(g, VERSION_5_3));
	g->slot_busy = true;
	guest_post(g, &m, sizeof(m));
	guest_post(g, &contact, sizeof(contact));
	guest_eom(g);
	guest_expect(g, MSG_VERSION_RESPONSE);
	guest_expect_silence(g);
	guest_free(g);
}

void outbox(void)
{
	static const struct test tests[] = {
		{ "one at a time, in order", one_at_a_time },
		{ "slot still busy", still_busy },
		{ "never taken", never_taken },
		{ "contact clears it", contact_clears },
	};

	RUN(tests);
}
