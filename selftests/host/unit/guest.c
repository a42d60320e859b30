// SPDX-License-Identifier: GPL-2.0-only
/* guest.c - the fake guest. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "guest.h"

#define RAM_BYTES ((size_t)GUEST_PAGES * PAGE_SIZE)

struct guest_packet guest_packet;

static bool guest_on_post(void *ctx, uint32_t vp, uint32_t sint,
			  const void *payload, uint32_t len)
{
	struct guest *g = ctx;
	struct guest_message *m;

	if (g->slot_busy)
		return false;
	if (g->posted == GUEST_LOG) {
		harness_fail(__FILE__, __LINE__, "too many messages");
		return true;
	}
	m = &g->log[g->posted++];
	m->vp = vp;
	m->sint = sint;
	m->len = len;
	memcpy(m->payload, payload, sizeof(m->payload));
	g->slot_busy = g->manual_eom;
	return true;
}

static void guest_on_event(void *ctx, uint32_t vp, uint32_t sint,
			   uint32_t flag)
{
	struct guest *g = ctx;

	(void)sint;
	if (flag < RELID_COUNT)
		g->events[flag]++;
	else
		harness_fail(__FILE__, __LINE__, "event flag out of range");
	g->event_total++;
	g->event_vp = vp;
}

static void *guest_on_gpa(void *ctx, uint64_t gpa, uint64_t len)
{
	struct guest *g = ctx;

	u8 *memory = g->ram;

	if (g->shared && gpa & GUEST_BOUNDARY) {
		memory = g->shared;
		gpa -= GUEST_BOUNDARY;
	}
	if (gpa > RAM_BYTES || len > RAM_BYTES - gpa)
		return NULL;
	return memory + gpa;
}

/* What is left behind must not be taken for the page's contents. */
static void guest_on_visible(void *ctx, uint64_t gpa, bool visible)
{
	struct guest *g = ctx;
	u8 *from = (visible ? g->ram : g->shared) + gpa;
	u8 *to = (visible ? g->shared : g->ram) + gpa;

	memcpy(to, from, PAGE_SIZE);
	memset(from, 0xe5, PAGE_SIZE);
}

static void guest_on_report(void *ctx, enum vmbhost_severity severity,
			    const char *line)
{
	struct guest *g = ctx;

	if (severity == VMBHOST_FAULT)
		g->faults++;
	if (severity == VMBHOST_SUMMARY)
		g->summary_lines++;
	if (severity == VMBHOST_MISTAKE)
		snprintf(g->last_mistake, sizeof(g->last_mistake), "%s", line);
	if (getenv("VERBOSE"))
		printf("# %s\n", line);
}

static void guest_on_trace(void *ctx, const char *line)
{
	struct guest *g = ctx;

	g->trace_lines++;
	if (getenv("VERBOSE"))
		printf("# %s\n", line);
}

static uint64_t guest_on_clock(void *ctx)
{
	struct guest *g = ctx;

	return g->now++;
}

static uint64_t guest_on_utc(void *ctx)
{
	return ((struct guest *)ctx)->utc;
}

static uint64_t guest_on_reference(void *ctx)
{
	return ((struct guest *)ctx)->reference;
}

static const struct vmbhost_ops guest_ops = {
	.post = guest_on_post,
	.event = guest_on_event,
	.gpa = guest_on_gpa,
	.visible = guest_on_visible,
	.report = guest_on_report,
	.trace = guest_on_trace,
	.clock = guest_on_clock,
	.utc = guest_on_utc,
	.reference = guest_on_reference,
};

/* Zeroed as it is touched, and followed by a page that nothing may touch. */
static u8 *ram_alloc(void)
{
	u8 *ram = mmap(NULL, RAM_BYTES + PAGE_SIZE, PROT_NONE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (ram == MAP_FAILED || mprotect(ram, RAM_BYTES, PROT_READ | PROT_WRITE)) {
		perror("no memory for the guest");
		exit(1);
	}
	return ram;
}

static struct guest *guest_make(const char *devices,
				const struct vmbhost_config *config)
{
	struct guest *g = calloc(1, sizeof(*g));
	char *copy = strdup(devices), *save = NULL, *at, error[200];

	g->ram = ram_alloc();
	g->log = calloc(GUEST_LOG, sizeof(*g->log));
	g->events = calloc(RELID_COUNT, sizeof(*g->events));
	g->page_next = 16;
	g->gpadl_next = 0xe1e10;
	g->now = 1000000000;
	g->host = vmbhost_new(config, &guest_ops, g);
	for (at = strtok_r(copy, ";", &save); at; at = strtok_r(NULL, ";", &save))
		if (vmbhost_add_device(g->host, at, error, sizeof(error)))
			harness_fail(__FILE__, __LINE__, error);
	free(copy);
	return g;
}

struct guest *guest_new(const char *devices, u32 max_version)
{
	struct vmbhost_config config = { .max_version = max_version, .seed = 1 };

	return guest_make(devices, &config);
}

struct guest *guest_new_isolated(const char *devices)
{
	struct vmbhost_config config = {
		.seed = 1,
		.isolated = true,
		.boundary = GUEST_BOUNDARY,
	};
	struct guest *g = guest_make(devices, &config);

	g->shared = ram_alloc();
	CHECK_EQ(guest_show(g, 1, 2), VMBHOST_HV_SUCCESS);
	return g;
}

static u16 guest_change(struct guest *g, u32 page, u32 count, bool visible)
{
	u64 *pfns = calloc(count, sizeof(*pfns));
	u32 i, done;
	u16 status;

	for (i = 0; i < count; i++)
		pfns[i] = page + i;
	status = vmbhost_guest_visibility(g->host, pfns, count, visible, &done,
					  g->now);
	free(pfns);
	CHECK_EQ(done == count, !status);
	return status;
}

u16 guest_show(struct guest *g, u32 page, u32 count)
{
	return guest_change(g, page, count, true);
}

u16 guest_hide(struct guest *g, u32 page, u32 count)
{
	return guest_change(g, page, count, false);
}

void guest_free(struct guest *g)
{
	vmbhost_free(g->host);
	munmap(g->ram, RAM_BYTES + PAGE_SIZE);
	if (g->shared)
		munmap(g->shared, RAM_BYTES + PAGE_SIZE);
	free(g->log);
	free(g->events);
	free(g);
}

u16 guest_post_to(struct guest *g, u32 connection, const void *message,
		  u32 len)
{
	return vmbhost_guest_post(g->host, connection, 1, message, len, g->now);
}

u16 guest_post(struct guest *g, const void *message, u32 len)
{
	return guest_post_to(g, g->connection, message, len);
}

void guest_eom(struct guest *g)
{
	g->slot_busy = false;
	vmbhost_guest_eom(g->host, 0, g->now);
}

struct guest_message *guest_next(struct guest *g)
{
	return g->read < g->posted ? &g->log[g->read++] : NULL;
}

const void *guest_expect(struct guest *g, u32 type)
{
	static const u8 none[VMBHOST_MESSAGE_MAX];
	struct guest_message *m = guest_next(g);
	u32 got = 0;

	if (m)
		memcpy(&got, m->payload, sizeof(got));
	CHECK_EQ(got, type);
	return m ? m->payload : none;
}

void guest_expect_silence(struct guest *g)
{
	CHECK_EQ(g->posted - g->read, 0);
}

void guest_run(struct guest *g, u64 ns)
{
	u64 until = g->now + ns;

	for (;;) {
		g->next_run = vmbhost_run(g->host, g->now);
		if (g->now >= until)
			return;
		g->now = g->next_run < until ? g->next_run + 1 : until;
	}
}

u64 guest_mistakes(const struct guest *g)
{
	return vmbhost_mistakes(g->host);
}

bool guest_contact(struct guest *g, u32 version)
{
	struct msg_initiate_contact m = {
		.hdr.type = MSG_INITIATE_CONTACT,
		.version = version,
		.target_vp = 0,
		.monitor_page = { PAGE_SIZE, 2 * PAGE_SIZE },
	};
	const struct msg_version_response *reply;

	g->connection = version >= VERSION_5_0 ? 4 : 1;
	if (version >= VERSION_5_0)
		m.sint = 2;
	else
		m.interrupt_page = 0x1000;
	if (guest_post(g, &m, sizeof(m)))
		return false;
	reply = guest_expect(g, MSG_VERSION_RESPONSE);
	if (!reply->supported)
		return false;
	g->version = version;
	if (version >= VERSION_5_0)
		g->connection = reply->connection;
	return true;
}

u32 guest_connect(struct guest *g, struct msg_offer *offers, u32 max)
{
	struct msg_header m = { .type = MSG_REQUEST_OFFERS };
	struct guest_message *got;
	u32 count = 0, type;

	CHECK(guest_contact(g, VERSION_6_0) || guest_contact(g, VERSION_5_3) ||
	      guest_contact(g, VERSION_4_0));
	CHECK_EQ(guest_post(g, &m, sizeof(m)), 0);
	while ((got = guest_next(g))) {
		memcpy(&type, got->payload, sizeof(type));
		if (type == MSG_ALL_OFFERS)
			return count;
		CHECK_EQ(type, MSG_OFFER);
		CHECK_EQ(got->len, 196);
		if (count < max)
			memcpy(&offers[count], got->payload, sizeof(*offers));
		count++;
	}
	CHECK(!"ALL_OFFERS came");
	return count;
}

u32 guest_alloc(struct guest *g, u32 pages)
{
	u32 page = g->page_next;

	g->page_next += pages;
	CHECK(g->page_next <= GUEST_PAGES);
	return page;
}

void guest_lend_start(struct guest *g, u32 relid, u32 handle,
		      const u64 *pfns, u32 count)
{
	u8 buffer[VMBHOST_MESSAGE_MAX] = { 0 };
	struct msg_gpadl_header *header = (void *)buffer;
	struct msg_gpadl_body *body = (void *)buffer;
	struct gpa_range *range = (void *)(buffer + sizeof(*header));
	u32 done = 0, n = (sizeof(buffer) - sizeof(*header) - 8) / 8, number = 1;

	n = count < n ? count : n;
	header->hdr.type = MSG_GPADL_HEADER;
	header->relid = relid;
	header->gpadl = handle;
	header->length = 8 + count * 8;
	header->count = 1;
	range->length = count * PAGE_SIZE;
	memcpy(buffer + sizeof(*header) + 8, pfns, n * 8);
	guest_post(g, buffer, sizeof(*header) + 8 + n * 8);
	for (done = n; done < count; done += n) {
		n = (sizeof(buffer) - sizeof(*body)) / 8;
		n = count - done < n ? count - done : n;
		memset(buffer, 0, sizeof(buffer));
		body->hdr.type = MSG_GPADL_BODY;
		body->number = number++;
		body->gpadl = handle;
		memcpy(buffer + sizeof(*body), pfns + done, n * 8);
		guest_post(g, buffer, sizeof(*body) + n * 8);
	}
}

u32 guest_lend(struct guest *g, u32 relid, u32 page, u32 pages, u32 *handle)
{
	const struct msg_gpadl_created *reply;
	u64 *pfns = calloc(pages, sizeof(*pfns));
	u32 i;

	for (i = 0; i < pages; i++)
		pfns[i] = page + i;
	*handle = g->gpadl_next++;
	guest_lend_start(g, relid, *handle, pfns, pages);
	free(pfns);
	reply = guest_expect(g, MSG_GPADL_CREATED);
	CHECK_EQ(reply->relid, relid);
	CHECK_EQ(reply->gpadl, *handle);
	return reply->status;
}

void guest_teardown(struct guest *g, u32 relid, u32 handle)
{
	struct msg_gpadl_teardown m = {
		.hdr.type = MSG_GPADL_TEARDOWN,
		.relid = relid,
		.gpadl = handle,
	};

	guest_post(g, &m, sizeof(m));
}

static void guest_relid_message(struct guest *g, u32 type, u32 relid)
{
	struct msg_relid m = { .hdr.type = type, .relid = relid };

	guest_post(g, &m, sizeof(m));
}

void guest_close(struct guest *g, u32 relid)
{
	guest_relid_message(g, MSG_CLOSE, relid);
}

void guest_release(struct guest *g, u32 relid)
{
	guest_relid_message(g, MSG_RELID_RELEASED, relid);
}

static void ring_setup(struct guest *g, struct guest_ring *ring, u32 page,
		       u32 pages)
{
	ring->hdr = (struct ring_header *)guest_page(g, page);
	ring->data = guest_page(g, page + 1);
	ring->size = (pages - 1) * PAGE_SIZE;
	memset(ring->hdr, 0, PAGE_SIZE);
	ring->hdr->features = 1;
}

struct guest_channel *guest_open(struct guest *g, const struct msg_offer *offer,
				 u32 out_pages, u32 in_pages)
{
	struct guest_channel *c = calloc(1, sizeof(*c));
	struct msg_open m = { .hdr.type = MSG_OPEN };
	const struct msg_open_result *reply;

	c->guest = g;
	c->offer = *offer;
	c->relid = offer->relid;
	c->pages = out_pages + in_pages;
	c->page = guest_alloc(g, c->pages);
	c->downstream = out_pages;
	c->next_id = 0x1000;
	ring_setup(g, &c->out, c->page, out_pages);
	ring_setup(g, &c->in, c->page + out_pages, in_pages);
	CHECK_EQ(guest_lend(g, c->relid, c->page, c->pages, &c->gpadl), 0);
	m.relid = c->relid;
	m.openid = c->relid;
	m.gpadl = c->gpadl;
	m.downstream_page = out_pages;
	CHECK_EQ(guest_post(g, &m, sizeof(m)), 0);
	reply = guest_expect(g, MSG_OPEN_RESULT);
	CHECK_EQ(reply->relid, c->relid);
	CHECK_EQ(reply->openid, c->relid);
	CHECK_EQ(reply->status, 0);
	return c;
}

void guest_channel_free(struct guest_channel *c)
{
	free(c);
}

struct guest_channel *guest_start(struct guest *g)
{
	struct msg_offer offer = { 0 };

	CHECK(guest_connect(g, &offer, 1) >= 1);
	return guest_open(g, &offer, 5, 5);
}

static void ring_put(struct guest_ring *ring, u32 *at, const void *from,
		     u32 len)
{
	const u8 *p = from;

	while (len--) {
		ring->data[*at] = *p++;
		*at = (*at + 1) % ring->size;
	}
}

static void ring_get(const struct guest_ring *ring, u32 *at, void *to, u32 len)
{
	u8 *p = to;

	while (len--) {
		*p++ = ring->data[*at];
		*at = (*at + 1) % ring->size;
	}
}

static u32 ring_free(const struct guest_ring *ring)
{
	u32 r = ring->hdr->read_index, w = ring->hdr->write_index;

	return w >= r ? ring->size - (w - r) : r - w;
}

void guest_signal(struct guest_channel *c)
{
	c->signals++;
	vmbhost_guest_signal(c->guest->host, c->offer.connection, 0,
			     c->guest->now);
}

bool guest_send(struct guest_channel *c, u16 type, u16 flags, u64 id,
		const void *extra, u32 extra_len, const void *payload, u32 len)
{
	static const u64 zero;
	struct guest_ring *ring = &c->out;
	u32 padded = (len + 7) & ~7u, old = ring->hdr->write_index, at = old;
	u32 total = 16 + extra_len + padded + 8;
	struct packet_header hdr = {
		.type = type,
		.offset8 = (16 + extra_len) / 8,
		.length8 = (16 + extra_len + padded) / 8,
		.flags = flags,
		.id = id,
	};
	u64 trailer = (u64)old << 32;

	if (ring_free(ring) <= total)
		return false;
	ring_put(ring, &at, &hdr, sizeof(hdr));
	ring_put(ring, &at, extra, extra_len);
	ring_put(ring, &at, payload, len);
	ring_put(ring, &at, &zero, padded - len);
	ring_put(ring, &at, &trailer, 8);
	ring->hdr->write_index = at;
	if (!c->quiet && !ring->hdr->interrupt_mask &&
	    old == ring->hdr->read_index)
		guest_signal(c);
	return true;
}

bool guest_recv(struct guest_channel *c, struct guest_packet *p)
{
	struct guest_ring *ring = &c->in;
	u32 at = ring->hdr->read_index, free_before = ring_free(ring), pending;
	u64 trailer;

	if (at == ring->hdr->write_index)
		return false;
	ring_get(ring, &at, &p->hdr, sizeof(p->hdr));
	if (p->hdr.length8 < 2 ||
	    p->hdr.length8 * 8u + 8 > ring->size - free_before)
		return false;
	ring_get(ring, &at, p->payload, p->hdr.length8 * 8 - 16);
	p->len = p->hdr.length8 * 8 - 16;
	ring_get(ring, &at, &trailer, 8);
	CHECK_EQ(trailer >> 32, ring->hdr->read_index);
	ring->hdr->read_index = at;
	pending = ring->hdr->pending_send_size;
	if (pending && free_before <= pending && ring_free(ring) > pending)
		guest_signal(c);
	return true;
}

bool guest_request(struct guest_channel *c, const void *request, u32 len)
{
	u64 id = c->next_id++;

	if (!guest_send(c, PACKET_INBAND, 1, id, NULL, 0, request, len))
		return false;
	vmbhost_run(c->guest->host, c->guest->now);
	return guest_recv(c, &guest_packet) &&
	       guest_packet.hdr.type == PACKET_COMPLETION &&
	       guest_packet.hdr.id == id;
}

u32 guest_status(struct guest_channel *c, const void *request, u32 len)
{
	struct kmcltest_status status = { .status = 0xdead };

	if (guest_request(c, request, len))
		memcpy(&status, guest_packet.payload, sizeof(status));
	return status.status;
}
