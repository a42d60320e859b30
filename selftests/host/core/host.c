// SPDX-License-Identifier: GPL-2.0-only
/* host.c - the entry points of vmbhost.h, and where messages are sorted. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "../devices/device.h"

void *xcalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p) {
		fputs("vmbhost: out of memory\n", stderr);
		abort();
	}
	return p;
}

void *xrealloc(void *p, size_t size)
{
	p = realloc(p, size ? size : 1);
	if (!p) {
		fputs("vmbhost: out of memory\n", stderr);
		abort();
	}
	return p;
}

/* splitmix64 */
u64 host_random(struct vmbhost *host)
{
	u64 z = host->random += 0x9e3779b97f4a7c15ull;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return z ^ (z >> 31);
}

struct vmbhost *vmbhost_new(const struct vmbhost_config *config,
			    const struct vmbhost_ops *ops, void *ctx)
{
	struct vmbhost *host = xcalloc(1, sizeof(*host));

	host->ops = *ops;
	host->ctx = ctx;
	host->max_version = config->max_version ? config->max_version :
						  VERSION_6_0;
	host->random = config->seed;
	host->connection = CONNECTION_MESSAGE;
	host->sint = DEFAULT_SINT;
	host->relid_next = 1;
	host->storm_salt = STORM_SALT;
	host->devices_tail = &host->devices;
	host->scratch = xcalloc(1, PACKET_MAX);
	isolation_init(&host->isolation, config);
	outbox_init(&host->outbox);
	timer_queue_init(&host->timers);
	return host;
}

void vmbhost_free(struct vmbhost *host)
{
	struct device *device;

	fault_disarm_all(host);
	connection_reset(host);
	while ((device = host->devices)) {
		host->devices = device->next;
		device_free(device);
	}
	isolation_destroy(&host->isolation);
	free(host->scratch);
	free(host);
}

u64 host_begin(struct vmbhost *host, u64 now)
{
	if (now > host->now)
		host->now = now;
	return host->now;
}

static void flush_dirty(struct vmbhost *host)
{
	struct channel *channel;

	while ((channel = host->dirty)) {
		host->dirty = channel->next_dirty;
		channel->is_dirty = false;
		if (channel->state == CHANNEL_OPEN)
			channel_flush(channel);
	}
}

/* Every call into the core ends here. */
static u64 host_end(struct vmbhost *host)
{
	u64 next;

	flush_dirty(host);
	next = timer_queue_run(&host->timers, host->now);
	flush_dirty(host);
	outbox_flush(host);
	return next;
}

static void message_dispatch(struct vmbhost *host, u32 type,
			     const void *message, u32 len)
{
	switch (type) {
	case MSG_INITIATE_CONTACT:
		connection_on_contact(host, message);
		break;
	case MSG_REQUEST_OFFERS:
		connection_on_request_offers(host);
		break;
	case MSG_UNLOAD:
		connection_on_unload(host);
		break;
	case MSG_TL_CONNECT:
		connection_on_tl_connect(host, message);
		break;
	case MSG_OPEN:
		channel_on_open(host, message);
		break;
	case MSG_OPEN_RESERVED:
		channel_on_open_reserved(host, message);
		break;
	case MSG_CLOSE:
		channel_on_close(host, message);
		break;
	case MSG_CLOSE_RESERVED:
		channel_on_close_reserved(host, message);
		break;
	case MSG_MODIFY:
		channel_on_modify(host, message);
		break;
	case MSG_GPADL_HEADER:
		gpadl_on_header(host, message, len);
		break;
	case MSG_GPADL_BODY:
		gpadl_on_body(host, message, len);
		break;
	case MSG_GPADL_TEARDOWN:
		gpadl_on_teardown(host, message, len);
		break;
	case MSG_RELID_RELEASED:
		channel_on_released(host, message);
		break;
	}
}

static void message_check(struct vmbhost *host, const void *message, u32 len)
{
	const struct message_info *info;
	u32 type;

	trace_message(host, "G>H", message, len);
	if (len < sizeof(struct msg_header)) {
		report_mistake(host, "message of %u bytes", len);
		return;
	}
	memcpy(&type, message, sizeof(type));
	info = message_info(type);
	if (!info || !info->from_guest) {
		report_mistake(host, "message %u (%s), which is not the guest's to send",
			       type, message_name(type));
		return;
	}
	if (len < info->size) {
		report_mistake(host, "%s of %u bytes, %u at least",
			       info->name, len, info->size);
		return;
	}
	if (type != MSG_INITIATE_CONTACT && type != MSG_UNLOAD &&
	    type != MSG_RELID_RELEASED && host->state == DISCONNECTED) {
		report_mistake(host, "%s before contact", info->name);
		return;
	}
	if (host->state != DISCONNECTED && info->since > host->version) {
		report_mistake(host, "%s, unknown before version %u.%u",
			       info->name, info->since >> 16,
			       info->since & 0xffff);
		return;
	}
	message_dispatch(host, type, message, len);
}

uint16_t vmbhost_guest_post(struct vmbhost *host, uint32_t connection,
			    uint32_t type, const void *payload, uint32_t len,
			    uint64_t now_ns)
{
	u32 number = 0;

	host_begin(host, now_ns);
	if (type != 1 || len > VMBHOST_MESSAGE_MAX) {
		report_mistake(host, "post of SynIC message type %u, %u bytes",
			       type, len);
		return VMBHOST_HV_INVALID_PARAMETER;
	}
	if (len >= sizeof(number))
		memcpy(&number, payload, sizeof(number));
	if (!connection_id_valid(host, connection, number)) {
		vmb_trace(host, "G>H %s to unknown connection %u",
		      message_name(number), connection);
		return VMBHOST_HV_INVALID_CONNECTION_ID;
	}
	if (host->outbox.count > OUTBOX_LIMIT || fault_post(host, payload, len))
		return VMBHOST_HV_INSUFFICIENT_BUFFERS;
	message_check(host, payload, len);
	host_end(host);
	return VMBHOST_HV_SUCCESS;
}

uint16_t vmbhost_guest_signal(struct vmbhost *host, uint32_t connection,
			      uint16_t flag, uint64_t now_ns)
{
	struct channel *channel = NULL;

	host_begin(host, now_ns);
	if (connection >= CONNECTION_CHANNEL_BASE)
		channel = channel_find(host, connection - CONNECTION_CHANNEL_BASE);
	if (!channel) {
		/* Its channel may have been released a moment ago. */
		vmb_trace(host, "G>H event to unknown connection 0x%x", connection);
		return VMBHOST_HV_INVALID_CONNECTION_ID;
	}
	vmb_trace(host, "G>H event relid=%u", channel->relid);
	if (flag)
		report_mistake(host, "event flag %u on connection 0x%x, which has one",
			       flag, connection);
	if (channel->state == CHANNEL_OPEN)
		channel_signalled(channel);
	host_end(host);
	return VMBHOST_HV_SUCCESS;
}

void vmbhost_guest_eom(struct vmbhost *host, uint32_t vp, uint64_t now_ns)
{
	(void)vp;
	host_begin(host, now_ns);
	host_end(host);
}

void vmbhost_reset(struct vmbhost *host, uint64_t now_ns)
{
	host_begin(host, now_ns);
	vmb_trace(host, "reset");
	connection_reset(host);
	host->connection = CONNECTION_MESSAGE;
}

uint64_t vmbhost_run(struct vmbhost *host, uint64_t now_ns)
{
	host_begin(host, now_ns);
	return host_end(host);
}

uint64_t vmbhost_mistakes(const struct vmbhost *host)
{
	return host->mistakes;
}

int vmbhost_add_device(struct vmbhost *host, const char *description,
		       char *error, size_t size)
{
	size_t len = strcspn(description, ",");
	const struct device_ops *const *kind;
	char *options;
	int ret;

	for (kind = device_kinds; *kind; kind++)
		if (strlen((*kind)->name) == len &&
		    !strncmp(description, (*kind)->name, len))
			break;
	if (!*kind) {
		snprintf(error, size, "there is no device '%.*s'", (int)len,
			 description);
		return -1;
	}
	options = strdup(description + len + (description[len] == ','));
	if (!options) {
		snprintf(error, size, "out of memory");
		return -1;
	}
	ret = (*kind)->add(host, options, error, size);
	free(options);
	host_end(host);
	return ret;
}

/* Offer the device now, or as soon as the guest has released it. */
static void device_offer(struct device *device)
{
	struct channel *channel = device->channels;

	if (channel->state == CHANNEL_RESCINDED)
		channel->reoffer_after = 0;
	else
		channel_offer(channel);
}

/*
 * The commands of every device: "offer", "rescind", "rescind reoffer=MS",
 * "subchannels N".
 */
static bool device_common_command(struct device *device, const char *command)
{
	u64 reoffer = REOFFER_NEVER;
	unsigned int ms, count;
	char end;

	if (sscanf(command, "subchannels %u%c", &count, &end) == 1 && count)
		return channel_offer_subchannels(device->channels, count);
	if (!strcmp(command, "offer")) {
		device_offer(device);
		return true;
	}
	if (sscanf(command, "rescind reoffer=%u%c", &ms, &end) == 1)
		reoffer = ms * 1000000ull;
	else if (strcmp(command, "rescind"))
		return false;
	channel_rescind_later(device->channels, 0, reoffer);
	return true;
}

static int device_command(struct vmbhost *host, const char *command,
			  char *error, size_t size)
{
	char name[DEVICE_NAME];
	size_t len = strcspn(command, " ");
	struct device *device;

	snprintf(name, sizeof(name), "%.*s", (int)len, command);
	device = device_find(host, name);
	if (!device) {
		snprintf(error, size, "there is no device '%s'", name);
		return -1;
	}
	while (command[len] == ' ')
		len++;
	if (device_common_command(device, command + len))
		return 0;
	if (device->ops->command)
		return device->ops->command(device, command + len, error, size);
	snprintf(error, size,
		 "%s takes: offer, rescind, rescind reoffer=MS, and open, subchannels N",
		 name);
	return -1;
}

/* "<device> <words>", or "fault <description>" */
int vmbhost_command(struct vmbhost *host, const char *command,
		    char *error, size_t size)
{
	int ret;

	if (!strncmp(command, "fault ", 6))
		ret = vmbhost_add_fault(host, command + 6, error, size);
	else
		ret = device_command(host, command, error, size);
	host_end(host);
	return ret;
}

bool vmbhost_counter(const struct vmbhost *host, const char *device,
		     const char *counter, uint64_t *value)
{
	const struct device *found = device_find(host, device);
	const struct device_counter *c = found ? found->ops->counters : NULL;
	const struct {
		const char *device;
		const char *name;
		u64 value;
	} own[] = {
		{ "faults", "done", host->faults_done },
		{ "host", "mistakes", host->mistakes },
		{ "host", "kept", host->kept },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(own); i++) {
		if (strcmp(device, own[i].device) || strcmp(counter, own[i].name))
			continue;
		*value = own[i].value;
		return true;
	}
	if (!strcmp(device, "isolation"))
		return isolation_counter(&host->isolation, counter, value);
	for (; c && c->name; c++) {
		if (strcmp(c->name, counter))
			continue;
		*value = c->value(found);
		return true;
	}
	return false;
}

static const char *state_name(enum channel_state state)
{
	static const char *const names[] = {
		[CHANNEL_HIDDEN] = "hidden",
		[CHANNEL_OFFERED] = "offered",
		[CHANNEL_OPEN] = "open",
		[CHANNEL_RESCINDED] = "rescinded",
	};

	return names[state];
}

void vmbhost_dump(struct vmbhost *host)
{
	const struct device_counter *c;
	struct channel *channel;
	struct device *device;

	for (device = host->devices; device; device = device->next) {
		for (channel = device->channels; channel; channel = channel->next)
			report_summary(host, "%s.%u relid=%u %s packets=%" PRIu64
				       " sent=%" PRIu64 " signals=%" PRIu64
				       " events=%" PRIu64, device->name,
				       channel->index, channel->relid,
				       state_name(channel->state),
				       channel->counters.packets,
				       channel->counters.sent,
				       channel->counters.signals,
				       channel->counters.events);
		for (c = device->ops->counters; c && c->name; c++)
			report_summary(host, "%s %s=%" PRIu64, device->name,
				       c->name, c->value(device));
	}
	isolation_dump(host);
	report_summary(host, "mistakes of the guest=%" PRIu64, host->mistakes);
}
