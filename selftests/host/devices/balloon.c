// SPDX-License-Identifier: GPL-2.0-only
/*
 * balloon.c - dynamic memory: takes pages from the guest and gives them back.
 *
 * It acts on command only.  It overwrites the pages that it holds, so that a guest
 * notices if it still uses one of them.  When the channel closes, all of them
 * belong to the guest again.
 */
#include <stdlib.h>
#include <string.h>

#include "balloon.h"
#include "device.h"

/* Ranges in one unballoon request: few, so that many requests are needed. */
#define RANGES_MAX	32
#define RANGE_PAGES_MAX	1024
#define POISON		0xbb
/* Above any memory: 2^30 pages are 4 TiB. */
#define PAGE_LIMIT	(1u << 30)

enum balloon_state {
	BALLOON_CLOSED,
	BALLOON_VERSION,	/* until the guest asks for one that we speak */
	BALLOON_CAPABILITIES,	/* until the guest has told its own */
	BALLOON_IDLE,
	BALLOON_TAKING,		/* until the last response */
	BALLOON_GIVING,
};

/**
 * struct balloon - the device, for as long as it is offered
 * @channel: while it is open
 * @top: highest version to accept
 * @version: what was agreed upon
 * @transaction: of the last request
 * @wanted: pages that the guest has still to hand over
 * @map: a bit for each page: do we hold it?
 * @map_pages: bits in @map
 * @held: bits set there
 * @available: as last reported, in pages, and likewise @committed
 * @reports: status reports
 * @answered: requests that the guest has fulfilled, wholly or in part
 * @wrong: messages that made no sense
 */
struct balloon {
	struct channel *channel;
	enum balloon_state state;
	u32 top;
	u32 version;
	u32 transaction;
	u64 wanted;
	u64 *map;
	u64 map_pages;
	u64 held;
	u64 available;
	u64 committed;
	u64 reports;
	u64 answered;
	u64 wrong;
};

static const u32 versions[] = { 0x00000003, 0x00010000, 0x00020000 };

static void balloon_wrong(struct balloon *b, const char *text)
{
	b->wrong++;
	channel_mistake(b->channel, text);
}

static void balloon_send(struct balloon *b, u16 type, u32 transaction,
			 void *message, u32 len)
{
	struct dm_header *hdr = message;
	struct iovec iov = { message, len };

	hdr->type = type;
	hdr->size = len;
	hdr->transaction = transaction;
	channel_send(b->channel, PACKET_INBAND, 0, transaction, &iov, 1);
}

static bool map_test(const struct balloon *b, u64 page)
{
	return page < b->map_pages && (b->map[page / 64] >> page % 64 & 1);
}

static void map_set(struct balloon *b, u64 page)
{
	u64 pages = b->map_pages;

	if (page >= pages) {
		pages = (page | 0xffff) + 1;
		b->map = xrealloc(b->map, pages / 8);
		memset((u8 *)b->map + b->map_pages / 8, 0,
		       (pages - b->map_pages) / 8);
		b->map_pages = pages;
	}
	b->map[page / 64] |= 1ull << page % 64;
	b->held++;
}

static void map_clear(struct balloon *b, u64 page)
{
	b->map[page / 64] &= ~(1ull << page % 64);
	b->held--;
}

/* All pages belong to the guest again. */
static void map_destroy(struct balloon *b)
{
	free(b->map);
	b->map = NULL;
	b->map_pages = 0;
	b->held = 0;
}

static bool take_page(struct balloon *b, u64 page)
{
	u8 *memory = NULL;

	if (page < PAGE_LIMIT)
		memory = guest_memory(b->channel->host, page * PAGE_SIZE, PAGE_SIZE);
	if (!memory) {
		balloon_wrong(b, "a page for the balloon that is no memory");
		return false;
	}
	if (map_test(b, page)) {
		balloon_wrong(b, "a page for the balloon that is there already");
		return false;
	}
	if (!b->wanted) {
		balloon_wrong(b, "more pages for the balloon than were asked for");
		return false;
	}
	memset(memory, POISON, PAGE_SIZE);
	map_set(b, page);
	b->wanted--;
	return true;
}

static void take_range(struct balloon *b, u64 range)
{
	u64 page = DM_RANGE_FIRST(range), end = page + DM_RANGE_COUNT(range);

	while (page < end && take_page(b, page))
		page++;
}

static void on_balloon_response(struct balloon *b, const u8 *message, u32 len)
{
	const struct dm_balloon_response *m = (const void *)message;
	u32 i, count;
	u64 range;

	if (b->state != BALLOON_TAKING || len < sizeof(*m) ||
	    m->hdr.transaction != b->transaction) {
		balloon_wrong(b, "an answer to no request for pages");
		return;
	}
	count = m->more_and_count >> 1;
	if (count > (len - sizeof(*m)) / sizeof(range)) {
		balloon_wrong(b, "more ranges for the balloon than fit");
		return;
	}
	for (i = 0; i < count; i++) {
		memcpy(&range, message + sizeof(*m) + 8 * i, sizeof(range));
		take_range(b, range);
	}
	if (m->more_and_count & 1)
		return;
	b->answered++;
	b->state = BALLOON_IDLE;
}

/* The next range to give back, from the lowest page on. */
static u64 next_range(struct balloon *b, u64 *page, u64 limit)
{
	u64 first;
	u32 count = 0;

	while (*page < b->map_pages && !map_test(b, *page))
		++*page;
	first = *page;
	while (count < limit && count < RANGE_PAGES_MAX && map_test(b, *page)) {
		map_clear(b, *page);
		++*page;
		count++;
	}
	return DM_RANGE(first, count);
}

static void give(struct balloon *b, u64 pages)
{
	struct {
		struct dm_unballoon_request m;
		u64 range[RANGES_MAX];
	} __attribute__((packed)) request;
	u64 page = 0, range;

	if (pages > b->held)
		pages = b->held;
	b->transaction++;
	b->state = BALLOON_GIVING;
	do {
		memset(&request, 0, sizeof(request));
		while (pages && request.m.count < RANGES_MAX) {
			range = next_range(b, &page, pages);
			request.range[request.m.count++] = range;
			pages -= DM_RANGE_COUNT(range);
		}
		request.m.more = pages != 0;
		balloon_send(b, DM_UNBALLOON_REQUEST, b->transaction, &request,
			     sizeof(request.m) + 8 * request.m.count);
	} while (pages);
}

static void on_unballoon_response(struct balloon *b, const u8 *message, u32 len)
{
	const struct dm_header *hdr = (const void *)message;

	(void)len;
	if (b->state != BALLOON_GIVING || hdr->transaction != b->transaction) {
		balloon_wrong(b, "an answer to no pages given back");
		return;
	}
	b->answered++;
	b->state = BALLOON_IDLE;
}

static void take(struct balloon *b, u64 pages)
{
	struct dm_balloon_request m = { .pages = pages };

	b->wanted = pages;
	b->state = BALLOON_TAKING;
	balloon_send(b, DM_BALLOON_REQUEST, ++b->transaction, &m, sizeof(m));
}

static void on_version(struct balloon *b, const u8 *message, u32 len)
{
	const struct dm_version_request *m = (const void *)message;
	struct dm_acceptance reply = { 0 };
	u32 i;

	if (b->state != BALLOON_VERSION || len < sizeof(*m)) {
		balloon_wrong(b, "a dynamic-memory version out of turn");
		return;
	}
	for (i = 0; i < ARRAY_SIZE(versions); i++)
		if (m->version == versions[i] && m->version <= b->top)
			reply.flags = DM_ACCEPTED;
	balloon_send(b, DM_VERSION_RESPONSE, m->hdr.transaction, &reply,
		     sizeof(reply));
	if (!reply.flags)
		return;
	b->version = m->version;
	b->state = BALLOON_CAPABILITIES;
	report_info(b->channel->host, "balloon: version %u.%u", b->version >> 16,
		    b->version & 0xffff);
}

static void on_capabilities(struct balloon *b, const u8 *message, u32 len)
{
	const struct dm_capabilities *m = (const void *)message;
	struct dm_acceptance reply = { 0 };

	if (b->state != BALLOON_CAPABILITIES || len < sizeof(*m)) {
		balloon_wrong(b, "dynamic-memory capabilities out of turn");
		return;
	}
	if (m->capabilities & DM_CAPABILITY_BALLOON) {
		reply.flags = DM_ACCEPTED;
		b->state = BALLOON_IDLE;
	}
	balloon_send(b, DM_CAPABILITIES_RESPONSE, m->hdr.transaction, &reply,
		     sizeof(reply));
}

static void on_status(struct balloon *b, const u8 *message, u32 len)
{
	const struct dm_status *m = (const void *)message;

	if (b->state < BALLOON_IDLE || len < sizeof(*m)) {
		balloon_wrong(b, "a status report out of turn");
		return;
	}
	b->available = m->available;
	b->committed = m->committed;
	b->reports++;
}

static void balloon_packet(struct channel *channel, const struct packet *packet)
{
	struct balloon *b = channel->device->priv;
	const struct dm_header *hdr = (const void *)packet->payload;
	u32 len = packet->len;

	if (packet->type != PACKET_INBAND || len < sizeof(*hdr) ||
	    hdr->size < sizeof(*hdr) || hdr->size > len) {
		balloon_wrong(b, "a packet that is no dynamic-memory message");
		return;
	}
	len = hdr->size;
	switch (hdr->type) {
	case DM_VERSION_REQUEST:
		on_version(b, packet->payload, len);
		break;
	case DM_CAPABILITIES_REPORT:
		on_capabilities(b, packet->payload, len);
		break;
	case DM_STATUS_REPORT:
		on_status(b, packet->payload, len);
		break;
	case DM_BALLOON_RESPONSE:
		on_balloon_response(b, packet->payload, len);
		break;
	case DM_UNBALLOON_RESPONSE:
		on_unballoon_response(b, packet->payload, len);
		break;
	case DM_HOT_ADD_RESPONSE:
		/* Only the command "nonsense hot-add" asks for one. */
		break;
	default:
		balloon_wrong(b, "a dynamic-memory message of unknown type");
	}
}

/*
 * Messages that a host should not send, each of which leaves the balloon as it
 * is: one that is shorter than its type needs, an unknown type, more ranges than
 * fit, pages that were never taken, memory to add where none can be.
 */
static bool nonsense(struct balloon *b, const char *name)
{
	struct {
		struct dm_unballoon_request m;
		u64 range;
	} __attribute__((packed)) request = { { .count = 1 } };
	u32 id = b->transaction + 1000;

	if (!strcmp(name, "short")) {
		balloon_send(b, DM_BALLOON_REQUEST, id, &request, sizeof(request.m.hdr));
	} else if (!strcmp(name, "unknown")) {
		balloon_send(b, 0x7777, id, &request, sizeof(request));
	} else if (!strcmp(name, "ranges")) {
		request.m.count = 0x7fffffff;
		balloon_send(b, DM_UNBALLOON_REQUEST, id, &request, sizeof(request));
	} else if (!strcmp(name, "foreign")) {
		request.m.more = 1;
		request.range = DM_RANGE(0, 0xffffff);
		balloon_send(b, DM_UNBALLOON_REQUEST, id, &request, sizeof(request));
	} else if (!strcmp(name, "hot-add")) {
		balloon_send(b, DM_HOT_ADD_REQUEST, id, &request, sizeof(request));
	} else {
		return false;
	}
	return true;
}

/* "take PAGES", "give PAGES", "nonsense NAME" */
static int balloon_command(struct device *device, const char *command,
			   char *error, size_t size)
{
	struct balloon *b = device->priv;
	char end, name[16];
	unsigned int pages;

	if (b->state != BALLOON_IDLE) {
		snprintf(error, size, "the balloon is %s", b->state < BALLOON_IDLE ?
			 "not ready" : "busy");
		return -1;
	}
	if (sscanf(command, "take %u%c", &pages, &end) == 1 && pages)
		take(b, pages);
	else if (sscanf(command, "give %u%c", &pages, &end) == 1 && pages && b->held)
		give(b, pages);
	else if (sscanf(command, "nonsense %15s%c", name, &end) != 1 ||
		 !nonsense(b, name)) {
		snprintf(error, size,
			 "balloon takes: take PAGES, give PAGES, nonsense short|unknown|ranges|foreign|hot-add, offer, rescind, rescind reoffer=MS");
		return -1;
	}
	return 0;
}

static void balloon_open(struct channel *channel)
{
	struct balloon *b = channel->device->priv;

	b->channel = channel;
	b->state = BALLOON_VERSION;
	b->version = 0;
}

static void balloon_close(struct channel *channel)
{
	struct balloon *b = channel->device->priv;

	map_destroy(b);
	b->wanted = 0;
	b->state = BALLOON_CLOSED;
	b->channel = NULL;
}

/* Few messages are under way at any time: none waits for room. */
static void balloon_writable(struct channel *channel)
{
	(void)channel;
}

static void balloon_free(struct device *device)
{
	struct balloon *b = device->priv;

	map_destroy(b);
	free(b);
}

static int balloon_add(struct vmbhost *host, char *options, char *error,
		       size_t size)
{
	struct device device = {
		.ops = &balloon_ops,
		.name = "balloon",
		/* 525074dc-8985-46e2-8057-a307dc18a502 */
		.type = { { 0xdc, 0x74, 0x50, 0x52, 0x85, 0x89, 0xe2, 0x46,
			    0x80, 0x57, 0xa3, 0x07, 0xdc, 0x18, 0xa5, 0x02 } },
		.instance = { { 0x1f, 0x0e, 0x6c, 0x2a, 0x62, 0x61, 0x58, 0x4d,
				0xb1, 0xc4, 0x69, 0x63, 0x00, 0x00, 0x00, 0x04 } },
		.offer_flags = OFFER_FLAG_ENUMERATE,
	};
	struct balloon *b;
	char *key, *value;
	u64 top = 2;

	while (option_next(&options, &key, &value)) {
		if (strcmp(key, "version")) {
			snprintf(error, size, "balloon has no option '%s'; it has version=MAJOR",
				 key);
			return -1;
		}
		if (option_number(key, value, 0, 2, &top, error, size))
			return -1;
	}
	if (device_find(host, device.name)) {
		snprintf(error, size, "there is a balloon device already");
		return -1;
	}
	b = xcalloc(1, sizeof(*b));
	b->top = top << 16 | 0xffff;
	device.priv = b;
	device_add(host, &device);
	return 0;
}

#define COUNTER(field) \
	static u64 count_##field(const struct device *device) \
	{ \
		return ((const struct balloon *)device->priv)->field; \
	}

COUNTER(held)
COUNTER(available)
COUNTER(committed)
COUNTER(reports)
COUNTER(answered)
COUNTER(wrong)
COUNTER(version)

/* 1 if a command would be accepted. */
static u64 count_idle(const struct device *device)
{
	return ((const struct balloon *)device->priv)->state == BALLOON_IDLE;
}

static const struct device_counter counters[] = {
	{ "held", count_held },
	{ "available", count_available },
	{ "committed", count_committed },
	{ "reports", count_reports },
	{ "answered", count_answered },
	{ "wrong", count_wrong },
	{ "version", count_version },
	{ "idle", count_idle },
	{ NULL, NULL },
};

const struct device_ops balloon_ops = {
	.name = "balloon",
	.add = balloon_add,
	.free = balloon_free,
	.open = balloon_open,
	.close = balloon_close,
	.packet = balloon_packet,
	.writable = balloon_writable,
	.command = balloon_command,
	.counters = counters,
};
