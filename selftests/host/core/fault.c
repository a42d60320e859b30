// SPDX-License-Identifier: GPL-2.0-only
/* fault.c - the list of faults, arming them, and counting occasions. */
#include <stdlib.h>
#include <string.h>

#include "../devices/device.h"
#include "host.h"

/* The number in front of each text groups the faults by the rule that they break. */
static const struct vmbhost_fault_info table[FAULT_COUNT + 1] = {
	[FAULT_COMPLETION_UNKNOWN] = { "completion-unknown-id", "1: before a completion, one for an id that was never used" },
	[FAULT_COMPLETION_ZERO] = { "completion-zero-id", "1: before a completion, one for id 0" },
	[FAULT_COMPLETION_DUPLICATE] = { "completion-duplicate", "2: a completion is sent twice" },
	[FAULT_COMPLETION_LATE] = { "completion-late", "2: a completion comes 100 ms late, after the guest may have given up" },
	[FAULT_COMPLETION_AFTER_CLOSE] = { "completion-after-close", "2: when the guest closes, a completion still comes" },
	[FAULT_COMPLETION_UNASKED] = { "completion-unasked", "3: a completion for a packet that asked for none" },
	[FAULT_OFFSET_BEYOND] = { "packet-offset-beyond", "4: a packet whose offset8 is above its length8" },
	[FAULT_OFFSET_ZERO] = { "packet-offset-zero", "4: a packet with offset8 0" },
	[FAULT_OFFSET_ONE] = { "packet-offset-one", "4: a packet with offset8 1" },
	[FAULT_LENGTH_ZERO] = { "packet-length-zero", "5: a packet with length8 0" },
	[FAULT_LENGTH_ONE] = { "packet-length-one", "5: a packet with length8 1" },
	[FAULT_LENGTH_MAX] = { "packet-length-max", "5: a packet with length8 0xffff" },
	[FAULT_LENGTH_BEYOND] = { "packet-length-beyond", "6: a packet longer than what the ring holds" },
	[FAULT_PACKET_OVERSIZED] = { "packet-oversized", "6: a correct packet of half the ring, larger than most will take" },
	[FAULT_WRITE_RANGE] = { "write-index-range", "7: the host's write index lies outside the ring" },
	[FAULT_WRITE_UNALIGNED] = { "write-index-unaligned", "7: the host's write index is 4 bytes off" },
	[FAULT_WRITE_BACKWARDS] = { "write-index-backwards", "7: the host's write index goes back by 8" },
	[FAULT_WRITE_PARTIAL] = { "write-index-partial", "8: the host's write index is the read index + 8" },
	[FAULT_READ_RANGE] = { "read-index-range", "9: the host's read index of the guest's outbound ring lies outside it" },
	[FAULT_GUEST_READ_REWRITTEN] = { "guest-read-index-rewritten", "10: the host changes the guest's read index" },
	[FAULT_GUEST_WRITE_REWRITTEN] = { "guest-write-index-rewritten", "10: the host changes the guest's write index" },
	[FAULT_CHANGE_LENGTH] = { "change-length", "11: length8 of a packet changes while it is being read" },
	[FAULT_CHANGE_OFFSET] = { "change-offset", "11: offset8 of a packet changes while it is being read" },
	[FAULT_CHANGE_TYPE] = { "change-type", "11: the type of a packet changes while it is being read" },
	[FAULT_CHANGE_PAYLOAD] = { "change-payload", "11: the payload of a packet changes while it is being read" },
	[FAULT_TYPE_UNKNOWN] = { "packet-type-unknown", "12: a packet of type 0x55" },
	[FAULT_FLAGS_UNKNOWN] = { "packet-flags-unknown", "12: a packet with all flags but the known one" },
	[FAULT_RANGE_COUNT] = { "transfer-range-count", "12: a transfer-page packet with 0xffffffff ranges" },
	[FAULT_RANGE_BEYOND] = { "transfer-range-beyond", "12: a transfer-page packet whose range lies past any GPADL" },
	[FAULT_GPA_DIRECT] = { "gpa-direct-from-host", "12: a GPA-direct packet, which is not the host's to send" },
	[FAULT_PENDING_GARBAGE] = { "pending-size-garbage", "13: the host's pending_send_sz is garbage" },
	[FAULT_MASK_STUCK] = { "interrupt-mask-stuck", "13: the host never unmasks the guest's ring and polls it instead" },
	[FAULT_FEATURE_CLEARED] = { "feature-bit-cleared", "13: the feature bits are cleared; the host polls for room" },
	[FAULT_ROOM_NEVER] = { "room-never-signalled", "14: the host never signals room in the guest's ring" },
	[FAULT_ROOM_SPURIOUS] = { "room-signal-spurious", "14: the host signals for nothing" },
	[FAULT_READS_NEVER] = { "reads-never", "14: the host asks on and on, and reads neither answers nor anything else until the channel closes" },
	[FAULT_RESCIND_DURING_OPEN] = { "rescind-during-open", "15: a rescind in place of the answer to an open; offered again after 100 ms" },
	[FAULT_RESCIND_DURING_GPADL] = { "rescind-during-gpadl", "15: a rescind in place of GPADL_CREATED; offered again after 100 ms" },
	[FAULT_RESCIND_DURING_CLOSE] = { "rescind-during-close", "15: a rescind in answer to a close; offered again after 100 ms" },
	[FAULT_RESCIND_IN_FLIGHT] = { "rescind-in-flight", "15: a rescind in place of a completion; offered again after 100 ms" },
	[FAULT_CREATED_NEVER] = { "gpadl-created-never", "16: GPADL_CREATED is not sent" },
	[FAULT_CREATED_FAILING] = { "gpadl-created-failing", "16: GPADL_CREATED says that it failed" },
	[FAULT_CREATED_WRONG_RELID] = { "gpadl-created-wrong-relid", "16: before GPADL_CREATED, one for another relid" },
	[FAULT_CREATED_TWICE] = { "gpadl-created-twice", "16: GPADL_CREATED is sent twice" },
	[FAULT_OPEN_FAILING] = { "open-failing", "16: OPEN_RESULT says that it failed" },
	[FAULT_OPEN_NEVER] = { "open-result-never", "16: OPEN_RESULT is not sent; a rescind follows after 12 s, and an offer after 100 ms more" },
	[FAULT_PACKET_EARLY] = { "packet-before-open-result", "22: packets are in the ring, and signalled, 100 ms before OPEN_RESULT" },
	[FAULT_TORNDOWN_NEVER] = { "torndown-never", "17: GPADL_TORNDOWN is not sent" },
	[FAULT_POST_REFUSED] = { "post-refused", "25: a message about a channel is refused: there are no buffers" },
	[FAULT_EXTERNAL_LATE] = { "external-late", "2: external data is written, and the request completed, 500 ms late" },
	[FAULT_EXTERNAL_AT_CLOSE] = { "external-at-close", "2: external data is written when the guest closes, and the request never completed" },
	[FAULT_REOFFER_LIVE] = { "reoffer-live", "18: the device is offered once more while it is there" },
	[FAULT_OFFER_DUPLICATE_RELID] = { "offer-duplicate-relid", "19: another device is offered under the same relid" },
	[FAULT_OFFER_RELID_ZERO] = { "offer-relid-zero", "19: a device is offered under relid 0" },
	[FAULT_OFFER_RELID_HUGE] = { "offer-relid-huge", "19: a device is offered under relid 4096" },
	[FAULT_RESCIND_DOUBLE] = { "rescind-double", "20: the device is rescinded twice; offered again after 100 ms" },
	[FAULT_RESCIND_UNKNOWN] = { "rescind-unknown", "20: a relid that no channel has is rescinded" },
	[FAULT_OFFER_STORM] = { "offer-storm", "20: a hundred devices are offered and rescinded at once, without waiting for the guest" },
	[FAULT_OFFER_CONFIDENTIAL] = { "offer-confidential-flags", "21: the offer has flag 0x4 (external memory) without 0x2 (ring); offered again after 3 s if not opened" },
	[FAULT_EVENT_STORM] = { "event-storm", "22: all 2048 event flags are set" },
	[FAULT_EVENT_CLOSED] = { "event-closed", "22: an event for a channel just closed" },
	[FAULT_EVENT_BEFORE_OPEN] = { "event-before-open", "22: an event for a channel just offered" },
	[FAULT_MESSAGE_SHORT] = { "message-short", "23: an OFFER that ends after its header" },
	[FAULT_MESSAGE_OVERSIZED] = { "message-oversized", "23: a message that claims 255 bytes" },
	[FAULT_MESSAGE_UNKNOWN] = { "message-unknown", "23: a message of type 200" },
	[FAULT_STRAY_VERSION] = { "stray-version-response", "23: a VERSION_RESPONSE that the guest did not ask for" },
	[FAULT_STRAY_UNLOAD] = { "stray-unload-response", "23: an UNLOAD_RESPONSE that the guest did not ask for" },
	[FAULT_STRAY_MODIFY] = { "stray-modify-response", "23: a MODIFY_RESPONSE that the guest did not ask for" },
	[FAULT_PIPE_TYPE] = { "pipe-type-unknown", "24: a pipe header of type 7" },
	[FAULT_PIPE_SIZE_BEYOND] = { "pipe-size-beyond", "24: a pipe header that says more bytes than there are" },
	[FAULT_PIPE_SIZE_ZERO] = { "pipe-size-zero", "24: a pipe header of size 0, the end of the stream" },
	[FAULT_PIPE_SHORT] = { "pipe-header-missing", "24: a packet too short for a pipe header" },
	[FAULT_SHOW_FAILING] = { "visibility-show-failing", "26: an isolated guest shows a page to the host, and is told that it failed" },
	[FAULT_HIDE_FAILING] = { "visibility-hide-failing", "26: an isolated guest hides a page from the host, and is told that it failed" },
};

/**
 * struct fault - an armed fault
 * @after: occasions that still pass without it
 * @times: how often it is still carried out; UINT64_MAX: at every occasion
 * @channel: if set, only on this channel
 * @device: if not empty, only for the device of that name
 */
struct fault {
	struct fault *next;
	enum fault_id id;
	u64 after;
	u64 times;
	const struct channel *channel;
	char device[DEVICE_NAME];
};

const struct vmbhost_fault_info *vmbhost_faults(void)
{
	return table;
}

int fault_by_name(const char *name)
{
	int id;

	for (id = 0; id < FAULT_COUNT; id++)
		if (!strcmp(table[id].name, name))
			return id;
	return -1;
}

bool fault_arm(struct vmbhost *host, enum fault_id id, u32 after, u32 times,
	       const struct channel *channel, const char *device)
{
	struct fault **tail = &host->faults, *fault = keep_alloc(host, sizeof(*fault));

	if (!fault)
		return false;
	while (*tail)
		tail = &(*tail)->next;
	*tail = fault;
	fault->id = id;
	fault->after = after;
	fault->times = times ? times : UINT64_MAX;
	fault->channel = channel;
	if (device)
		snprintf(fault->device, sizeof(fault->device), "%s", device);
	return true;
}

void fault_disarm_all(struct vmbhost *host)
{
	struct fault *fault;

	while ((fault = host->faults)) {
		host->faults = fault->next;
		keep_free(host, fault);
	}
}

void fault_disarm_channel(struct channel *channel)
{
	struct fault **at = &channel->host->faults, *fault;

	while ((fault = *at)) {
		if (fault->channel != channel) {
			at = &fault->next;
			continue;
		}
		*at = fault->next;
		keep_free(channel->host, fault);
	}
}

static bool fault_matches(const struct fault *fault, enum fault_id id,
			  const struct channel *channel)
{
	if (fault->id != id)
		return false;
	if (fault->channel)
		return fault->channel == channel;
	if (fault->device[0])
		return channel && !strcmp(fault->device, channel->device->name);
	return true;
}

enum fault_occasion fault_occasion(enum fault_id id)
{
	switch (id) {
	case FAULT_COMPLETION_UNKNOWN ... FAULT_COMPLETION_LATE:
	case FAULT_RESCIND_IN_FLIGHT:
		return OCCASION_COMPLETION;
	case FAULT_CHANGE_LENGTH ... FAULT_CHANGE_PAYLOAD:
		return OCCASION_SENT;
	case FAULT_RESCIND_DURING_GPADL:
	case FAULT_CREATED_NEVER ... FAULT_CREATED_TWICE:
		return OCCASION_GPADL;
	case FAULT_TORNDOWN_NEVER:
		return OCCASION_TEARDOWN;
	case FAULT_OFFER_CONFIDENTIAL:
	case FAULT_EVENT_BEFORE_OPEN:
		return OCCASION_OFFER;
	case FAULT_RESCIND_DURING_OPEN:
	case FAULT_OPEN_FAILING ... FAULT_PACKET_EARLY:
		return OCCASION_OPEN;
	case FAULT_POST_REFUSED:
		return OCCASION_POST;
	case FAULT_EXTERNAL_LATE:
	case FAULT_EXTERNAL_AT_CLOSE:
		return OCCASION_EXTERNAL;
	case FAULT_SHOW_FAILING:
	case FAULT_HIDE_FAILING:
		return OCCASION_VISIBILITY;
	case FAULT_COMPLETION_AFTER_CLOSE:
	case FAULT_RESCIND_DURING_CLOSE:
	case FAULT_EVENT_CLOSED:
		return OCCASION_CLOSE;
	default:
		return OCCASION_RECEIVED;
	}
}

bool fault_take(struct vmbhost *host, struct channel *channel,
		enum fault_id id)
{
	struct fault **at = &host->faults, *fault;

	for (; (fault = *at); at = &fault->next) {
		if (!fault_matches(fault, id, channel))
			continue;
		if (fault->after) {
			fault->after--;
			continue;
		}
		if (fault->times != UINT64_MAX && !--fault->times) {
			*at = fault->next;
			keep_free(host, fault);
		}
		return true;
	}
	return false;
}

void fault_did(struct vmbhost *host, struct channel *channel, enum fault_id id)
{
	host->faults_done++;
	report_fault(host, "fault %s: %s relid %u", table[id].name,
		     channel ? channel->device->name : "no device",
		     channel ? channel->relid : 0);
}

bool fault_check(struct vmbhost *host, struct channel *channel,
		 enum fault_id id)
{
	if (!fault_take(host, channel, id))
		return false;
	fault_did(host, channel, id);
	return true;
}

/* "name[,after=N][,times=N][,device=NAME]" */
int vmbhost_add_fault(struct vmbhost *host, const char *description,
		      char *error, size_t size)
{
	u64 after = 0, times = 1;
	char *copy = strdup(description), *options = copy, *key, *value;
	const char *device = NULL;
	int id = -1, ret = 0;

	if (copy && option_next(&options, &key, &value) && !value)
		id = fault_by_name(key);
	if (id < 0) {
		snprintf(error, size, "there is no fault '%s'", description);
		free(copy);
		return -1;
	}
	while (!ret && option_next(&options, &key, &value)) {
		if (!strcmp(key, "after"))
			ret = option_number(key, value, 0, UINT32_MAX, &after, error, size);
		else if (!strcmp(key, "times"))
			ret = option_number(key, value, 0, UINT32_MAX, &times, error, size);
		else if (!strcmp(key, "device") && value)
			device = value;
		else
			ret = snprintf(error, size,
				       "a fault has no option '%s'; it has after=N, times=N, device=NAME",
				       key);
	}
	if (!ret && !fault_arm(host, id, after, times, NULL, device))
		ret = snprintf(error, size, "too many faults at a time");
	free(copy);
	return ret ? -1 : 0;
}
