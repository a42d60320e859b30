// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz.c - a guest whose every action is taken from the fuzzer's bytes.
 *
 * Some actions are well formed (contact, lend, open, send a request), so that
 * the fuzzer gets deep into open channels; others are arbitrary messages and
 * arbitrary bytes anywhere in memory, rings included.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../core/fault.h"
#include "../core/proto.h"
#include "../vmbhost.h"
#include "input.h"
#include "total.h"

#define PAGES		96
#define RELIDS		16	/* those that are offered first, and some to spare */
#define RING_PAGES	4	/* of each ring of a channel opened whole */
#define FIRST_HANDLE	0xe1e10u
#define CONNECTIONS	0x2000u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct fuzz {
	struct vmbhost *host;
	u8 *ram;
	bool isolated;
	struct input in;
	u64 now;
	u32 connection;
	bool slot_busy;
	u8 message[VMBHOST_MESSAGE_MAX];
	u32 ring_page[RELIDS];	/* where a channel's rings were opened last */
};

static u32 take_relid(struct fuzz *f)
{
	u8 value = take8(&f->in);

	return value == 0xff ? take32(&f->in) : value % RELIDS;
}

static bool on_post(void *ctx, uint32_t vp, uint32_t sint,
		    const void *payload, uint32_t len)
{
	struct fuzz *f = ctx;

	(void)vp;
	if (len > 255 || sint >= 16)
		abort();
	/* All of it has to be memory, whatever @len claims. */
	memcpy(f->message, payload, sizeof(f->message));
	return !f->slot_busy;
}

static void on_event(void *ctx, uint32_t vp, uint32_t sint, uint32_t flag)
{
	(void)ctx;
	(void)vp;
	if (flag >= RELID_COUNT || sint >= 16)
		abort();
}

static void *on_gpa(void *ctx, uint64_t gpa, uint64_t len)
{
	struct fuzz *f = ctx;

	if (gpa > PAGES * PAGE_SIZE || len > PAGES * PAGE_SIZE - gpa)
		return NULL;
	return f->ram + gpa;
}

/* Without a boundary there is no other memory. */
static void on_visible(void *ctx, uint64_t gpa, bool visible)
{
	(void)visible;
	if (!on_gpa(ctx, gpa, PAGE_SIZE))
		abort();
}

static void on_line(void *ctx, const char *line)
{
	(void)ctx;
	if (!memchr(line, 0, 400))
		abort();
}

static void on_report(void *ctx, enum vmbhost_severity severity,
		      const char *line)
{
	(void)severity;
	on_line(ctx, line);
}

static u64 on_clock(void *ctx)
{
	return ((struct fuzz *)ctx)->now;
}

static void post(struct fuzz *f, const void *message, u32 len)
{
	vmbhost_guest_post(f->host, f->connection, 1, message, len, f->now);
}

static void contact(struct fuzz *f, u8 which)
{
	static const u32 versions[] = {
		VERSION_6_0, VERSION_5_3, VERSION_5_2, VERSION_5_0,
		VERSION_4_1, VERSION_4_0, VERSION(2, 4), VERSION(0, 13),
	};
	struct msg_initiate_contact m = {
		.hdr.type = MSG_INITIATE_CONTACT,
		.version = versions[which % 8],
	};

	f->connection = m.version >= VERSION_5_0 ? 4 : 1;
	if (m.version >= VERSION_5_0)
		m.sint = 2;
	m.monitor_page[1] = (PAGES - 1) * PAGE_SIZE;
	post(f, &m, sizeof(m));
}

static void bare(struct fuzz *f, u32 type)
{
	struct msg_header m = { .type = type };

	post(f, &m, sizeof(m));
}

static void relid_message(struct fuzz *f, u32 type)
{
	struct msg_relid m = { .hdr.type = type, .relid = take_relid(f) };

	post(f, &m, sizeof(m));
}

static void lend(struct fuzz *f, u32 relid, u32 handle, u32 page, u32 pages)
{
	u8 buffer[VMBHOST_MESSAGE_MAX] = { 0 };
	struct msg_gpadl_header *m = (void *)buffer;
	struct gpa_range *range = (void *)(buffer + sizeof(*m));
	u64 pfn;
	u32 i, first = pages < 26 ? pages : 26;

	m->hdr.type = MSG_GPADL_HEADER;
	m->relid = relid;
	m->gpadl = handle;
	m->length = 8 + pages * 8;
	m->count = 1;
	range->length = pages * PAGE_SIZE;
	for (i = 0; i < first; i++) {
		pfn = (page + i) % PAGES;
		memcpy(buffer + sizeof(*m) + 8 + i * 8, &pfn, 8);
	}
	post(f, buffer, sizeof(*m) + 8 + first * 8);
}

static void open_channel(struct fuzz *f, u32 relid, u32 handle, u32 downstream)
{
	struct msg_open m = {
		.hdr.type = MSG_OPEN,
		.relid = relid,
		.openid = relid,
		.gpadl = handle,
		.downstream_page = downstream,
	};

	post(f, &m, sizeof(m));
}

/* Lend rings and open the channel, correctly. */
static void open_whole(struct fuzz *f, u32 relid)
{
	u32 page = relid % (PAGES / (2 * RING_PAGES)) * 2 * RING_PAGES;
	u32 handle = FIRST_HANDLE + relid;

	memset(f->ram + page * PAGE_SIZE, 0, 2 * RING_PAGES * PAGE_SIZE);
	lend(f, relid, handle, page, 2 * RING_PAGES);
	open_channel(f, relid, handle, RING_PAGES);
	f->ring_page[relid % RELIDS] = page;
}

static void start(struct fuzz *f)
{
	contact(f, 0);
	bare(f, MSG_REQUEST_OFFERS);
}

static void signal(struct fuzz *f, u32 relid)
{
	vmbhost_guest_signal(f->host, CONNECTIONS + relid, 0, f->now);
}

/* A correct descriptor, and arbitrary bytes behind it. */
static void send_packet(struct fuzz *f)
{
	static const u16 types[] = { 6, 9, 0xb, 7, 6, 6, 9, 0xb };
	u32 relid = take_relid(f) % RELIDS, at, i;
	u8 *page = f->ram + f->ring_page[relid] * PAGE_SIZE;
	struct ring_header *hdr = (void *)page;
	u8 shape = take8(&f->in), extra = take8(&f->in) % 8 * 8, len = take8(&f->in) & 0x78;
	u32 size = (RING_PAGES - 1) * PAGE_SIZE;
	u8 bytes[16 + 56 + 120 + 8] = { 0 };
	struct packet_header *packet = (void *)bytes;
	u64 trailer;

	at = hdr->write_index % size & ~7u;
	packet->type = types[shape % 8];
	packet->flags = shape >> 3 & 1;
	packet->offset8 = 2 + extra / 8;
	packet->length8 = 2 + extra / 8 + len / 8;
	packet->id = take8(&f->in);
	take(&f->in, bytes + 16, extra);
	if (len) {
		bytes[16 + extra] = take8(&f->in) % 20;
		take(&f->in, bytes + 16 + extra + 8, len - 8);
	}
	trailer = (u64)at << 32;
	memcpy(bytes + 16 + extra + len, &trailer, 8);
	for (i = 0; i < 16u + extra + len + 8; i++)
		page[PAGE_SIZE + (at + i) % size] = bytes[i];
	hdr->write_index = (at + i) % size;
	if (shape & 0x10)
		signal(f, relid);
}

/* Empty the host's ring, as a guest does that keeps up. */
static void drain(struct fuzz *f, u32 relid)
{
	u8 *page = f->ram + f->ring_page[relid % RELIDS] * PAGE_SIZE;
	struct ring_header *hdr = (void *)(page + RING_PAGES * PAGE_SIZE);

	hdr->read_index = hdr->write_index;
	signal(f, relid);
}

static void poke_memory(struct fuzz *f)
{
	u32 at = take32(&f->in) % (PAGES * PAGE_SIZE), len = take8(&f->in) % 64;

	if (len > PAGES * PAGE_SIZE - at)
		len = PAGES * PAGE_SIZE - at;
	take(&f->in, f->ram + at, len);
}

static void poke_index(struct fuzz *f)
{
	u32 relid = take_relid(f) % RELIDS;
	u8 which = take8(&f->in);
	u8 *page = f->ram + (f->ring_page[relid] +
			     (which & 1 ? RING_PAGES : 0)) * PAGE_SIZE;
	static const u8 word[] = { 0, 4, 8, 12, 64 };
	u32 value = take32(&f->in);

	memcpy(page + word[(which >> 1) % 5], &value, 4);
}

static void raw_message(struct fuzz *f)
{
	u8 buffer[VMBHOST_MESSAGE_MAX] = { 0 };
	u32 type = take8(&f->in), len = take8(&f->in) % (sizeof(buffer) + 1);

	if (len > 8)
		take(&f->in, buffer + 8, len - 8);
	memcpy(buffer, &type, sizeof(type));
	post(f, buffer, len);
}

static void arm_fault(struct fuzz *f)
{
	u32 which = take8(&f->in) % FAULT_COUNT;
	char text[100], error[100];

	snprintf(text, sizeof(text), "%s,after=%u,times=%u",
		 vmbhost_faults()[which].name, take8(&f->in) % 4, take8(&f->in) % 4);
	vmbhost_add_fault(f->host, text, error, sizeof(error));
}

static void command(struct fuzz *f)
{
	static const char *const words[] = {
		"kmcltest0 rescind reoffer=1", "kmcltest1 rescind",
		"kmcltest0 subchannels 2", "shutdown poweroff",
		"shutdown reboot", "kmcltest4096 rescind reoffer=0",
		"balloon take 3", "balloon give 2", "balloon nonsense foreign",
		"balloon rescind reoffer=1",
	};
	char error[100];

	vmbhost_command(f->host, words[take8(&f->in) % (sizeof(words) / sizeof(*words))], error, sizeof(error));
}

static void visibility(struct fuzz *f)
{
	u8 count = take8(&f->in);
	bool visible = count & 0x80;
	u64 pfns[8];
	u32 done, i;

	count %= 9;
	for (i = 0; i < count; i++)
		pfns[i] = take8(&f->in);
	vmbhost_guest_visibility(f->host, pfns, count, visible, &done, f->now);
	if (done > count)
		abort();
}

static void show_all(struct fuzz *f)
{
	u64 pfns[PAGES];
	u32 done, i;

	for (i = 0; i < PAGES; i++)
		pfns[i] = i;
	vmbhost_guest_visibility(f->host, pfns, PAGES, true, &done, f->now);
	if (done != PAGES)
		abort();
}

static void gpadl_action(struct fuzz *f, u8 action)
{
	struct msg_gpadl_teardown m = { .hdr.type = MSG_GPADL_TEARDOWN };
	u32 relid = take_relid(f), handle = FIRST_HANDLE + take8(&f->in) % 32;

	if (action & 1) {
		m.relid = relid;
		m.gpadl = handle;
		post(f, &m, sizeof(m));
	} else {
		lend(f, relid, handle, take8(&f->in), take8(&f->in) % 40);
	}
}

static void act(struct fuzz *f)
{
	u8 action = take8(&f->in) % 32;

	switch (action) {
	case 0:
		contact(f, take8(&f->in));
		break;
	case 1:
		bare(f, MSG_REQUEST_OFFERS);
		break;
	case 2:
		bare(f, MSG_UNLOAD);
		break;
	case 3:
		start(f);
		break;
	case 4:
	case 5:
		gpadl_action(f, action);
		break;
	case 6:
	case 7:
		open_whole(f, take_relid(f));
		break;
	case 8:
		open_channel(f, take_relid(f), FIRST_HANDLE + take8(&f->in) % 32,
			     take8(&f->in));
		break;
	case 9:
		relid_message(f, MSG_CLOSE);
		break;
	case 10:
		relid_message(f, MSG_RELID_RELEASED);
		break;
	case 11:
	case 12:
		raw_message(f);
		break;
	case 13:
	case 14:
		poke_memory(f);
		break;
	case 15:
	case 16:
		poke_index(f);
		break;
	case 17:
		signal(f, take_relid(f));
		break;
	case 18:
		f->slot_busy = take8(&f->in) & 1;
		vmbhost_guest_eom(f->host, 0, f->now);
		break;
	case 19:
		arm_fault(f);
		break;
	case 20:
		command(f);
		break;
	case 21:
		vmbhost_reset(f->host, f->now);
		break;
	case 22:
	case 23:
		f->now += (u64)take8(&f->in) << (take8(&f->in) % 28);
		vmbhost_run(f->host, f->now);
		break;
	case 24:
	case 25:
		drain(f, take_relid(f));
		break;
	case 26:
		if (f->isolated)
			visibility(f);
		break;
	default:
		send_packet(f);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* Not allocated each time, which costs more than the rest. */
	static u8 ram[PAGES * PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
	static const char *const devices[] = {
		"kmcltest,count=2,monitor", "kmcltest,pipe", "heartbeat", "timesync",
		"shutdown,after=1", "balloon",
	};
	static const struct vmbhost_ops ops = {
		.post = on_post,
		.event = on_event,
		.gpa = on_gpa,
		.visible = on_visible,
		.report = on_report,
		.trace = on_line,
		.clock = on_clock,
		.utc = on_clock,
		.reference = on_clock,
	};
	struct vmbhost_config config = { .seed = 1 };
	struct fuzz f = { .in = { data, data + size }, .connection = 1 };
	u8 how = take8(&f.in);
	char error[100];
	u32 i;

	memset(ram, 0, sizeof(ram));
	f.ram = ram;
	f.isolated = how & 2;
	config.isolated = f.isolated;
	f.host = vmbhost_new(&config, &ops, &f);
	for (i = 0; i < sizeof(devices) / sizeof(*devices); i++)
		if (vmbhost_add_device(f.host, devices[i], error, sizeof(error)))
			abort();
	if (f.isolated)
		show_all(&f);
	/* Half of all inputs begin with open channels. */
	if (how & 1) {
		start(&f);
		for (i = 1; i <= 7; i++)
			open_whole(&f, i);
	}
	for (i = 0; input_left(&f.in); i++)
		act(&f);
	fuzz_total_add(i);
	vmbhost_dump(f.host);
	vmbhost_free(f.host);
	return 0;
}
