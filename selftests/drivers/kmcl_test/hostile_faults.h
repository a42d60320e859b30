/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hostile_faults.h - what a hostile or broken host does, by the names that
 * vmbhost has for it ("vmbhost --fault list"), and when.
 *
 * X(name of the case, name of the fault, enum hostile_when, the counter of the channel
 *   that it raises or NULL, enum hostile_end, number and text)
 */
#define HOSTILE_FAULTS(X) \
	X(completion_unknown_id, "completion-unknown-id", WHEN_TRAFFIC, \
	  "drop_unknown_id", END_ANY, \
	  "1: before a completion, one for an id that was never used") \
	X(completion_zero_id, "completion-zero-id", WHEN_TRAFFIC, \
	  "drop_unknown_id", END_ANY, \
	  "1: before a completion, one for id 0") \
	X(completion_duplicate, "completion-duplicate", WHEN_TRAFFIC, \
	  "drop_unknown_id", END_ANY, \
	  "2: a completion is sent twice") \
	X(completion_late, "completion-late", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "2: a completion comes 100 ms late, after the guest may have given up") \
	X(completion_after_close, "completion-after-close", WHEN_CLOSE, \
	  NULL, END_ANY, \
	  "2: when the guest closes, a completion still comes") \
	X(completion_unasked, "completion-unasked", WHEN_TRAFFIC, \
	  "drop_unknown_id", END_ANY, \
	  "3: a completion for a packet that asked for none") \
	X(packet_offset_beyond, "packet-offset-beyond", WHEN_TRAFFIC, \
	  "rx_framing_lost", END_CLOSES, \
	  "4: a packet whose offset8 is above its length8") \
	X(packet_offset_zero, "packet-offset-zero", WHEN_TRAFFIC, \
	  "rx_framing_lost", END_CLOSES, \
	  "4: a packet with offset8 0") \
	X(packet_offset_one, "packet-offset-one", WHEN_TRAFFIC, \
	  "rx_framing_lost", END_CLOSES, \
	  "4: a packet with offset8 1") \
	X(packet_length_zero, "packet-length-zero", WHEN_TRAFFIC, \
	  "rx_framing_lost", END_CLOSES, \
	  "5: a packet with length8 0") \
	X(packet_length_one, "packet-length-one", WHEN_TRAFFIC, \
	  "rx_framing_lost", END_CLOSES, \
	  "5: a packet with length8 1") \
	X(packet_length_max, "packet-length-max", WHEN_TRAFFIC, \
	  "rx_framing_lost", END_CLOSES, \
	  "5: a packet with length8 0xffff") \
	X(packet_length_beyond, "packet-length-beyond", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "6: a packet longer than what the ring holds") \
	X(packet_oversized, "packet-oversized", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "6: a correct packet of half the ring, larger than most will take") \
	X(write_index_range, "write-index-range", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "7: the host's write index lies outside the ring") \
	X(write_index_unaligned, "write-index-unaligned", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "7: the host's write index is 4 bytes off") \
	X(write_index_backwards, "write-index-backwards", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "7: the host's write index goes back by 8") \
	X(write_index_partial, "write-index-partial", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "8: the host's write index is the read index + 8") \
	X(read_index_range, "read-index-range", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "9: the host's read index of the guest's outbound ring lies outside it") \
	X(guest_read_index_rewritten, "guest-read-index-rewritten", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "10: the host changes the guest's read index") \
	X(guest_write_index_rewritten, "guest-write-index-rewritten", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "10: the host changes the guest's write index") \
	X(change_length, "change-length", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "11: length8 of a packet changes while it is being read") \
	X(change_offset, "change-offset", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "11: offset8 of a packet changes while it is being read") \
	X(change_type, "change-type", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "11: the type of a packet changes while it is being read") \
	X(change_payload, "change-payload", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "11: the payload of a packet changes while it is being read") \
	X(packet_type_unknown, "packet-type-unknown", WHEN_TRAFFIC, \
	  "drop_type", END_ANY, \
	  "12: a packet of type 0x55") \
	X(packet_flags_unknown, "packet-flags-unknown", WHEN_TRAFFIC, \
	  "drop_flags", END_ANY, \
	  "12: a packet with all flags but the known one") \
	X(transfer_range_count, "transfer-range-count", WHEN_TRAFFIC, \
	  "drop_transfer_pages", END_ANY, \
	  "12: a transfer-page packet with 0xffffffff ranges") \
	X(transfer_range_beyond, "transfer-range-beyond", WHEN_TRAFFIC, \
	  "drop_transfer_pages", END_ANY, \
	  "12: a transfer-page packet whose range lies past any GPADL") \
	X(gpa_direct_from_host, "gpa-direct-from-host", WHEN_TRAFFIC, \
	  "drop_type", END_ANY, \
	  "12: a GPA-direct packet, which is not the host's to send") \
	X(pending_size_garbage, "pending-size-garbage", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "13: the host's pending_send_sz is garbage") \
	X(interrupt_mask_stuck, "interrupt-mask-stuck", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "13: the host never unmasks the guest's ring and polls it instead") \
	X(feature_bit_cleared, "feature-bit-cleared", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "13: the feature bits are cleared; the host polls for room") \
	X(room_never_signalled, "room-never-signalled", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "14: the host never signals room in the guest's ring") \
	X(room_signal_spurious, "room-signal-spurious", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "14: the host signals for nothing") \
	X(rescind_during_open, "rescind-during-open", WHEN_OPEN, \
	  NULL, END_ANY, \
	  "15: a rescind in place of the answer to an open; offered again after 100 ms") \
	X(rescind_during_gpadl, "rescind-during-gpadl", WHEN_GPADL, \
	  NULL, END_GPADL_REFUSED, \
	  "15: a rescind in place of GPADL_CREATED; offered again after 100 ms") \
	X(rescind_during_close, "rescind-during-close", WHEN_CLOSE, \
	  NULL, END_ANY, \
	  "15: a rescind in answer to a close; offered again after 100 ms") \
	X(rescind_in_flight, "rescind-in-flight", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "15: a rescind in place of a completion; offered again after 100 ms") \
	X(gpadl_created_never, "gpadl-created-never", WHEN_GPADL_HANGS, \
	  NULL, END_GPADL_REFUSED, \
	  "16: GPADL_CREATED is not sent") \
	X(gpadl_created_failing, "gpadl-created-failing", WHEN_GPADL, \
	  NULL, END_GPADL_REFUSED, \
	  "16: GPADL_CREATED says that it failed") \
	X(gpadl_created_wrong_relid, "gpadl-created-wrong-relid", WHEN_GPADL, \
	  NULL, END_GPADL_MADE, \
	  "16: before GPADL_CREATED, one for another relid") \
	X(gpadl_created_twice, "gpadl-created-twice", WHEN_GPADL, \
	  NULL, END_GPADL_MADE, \
	  "16: GPADL_CREATED is sent twice") \
	X(open_failing, "open-failing", WHEN_OPEN, \
	  NULL, END_OPEN_FAILS, \
	  "16: OPEN_RESULT says that it failed") \
	X(open_result_never, "open-result-never", WHEN_OPEN_HANGS, \
	  NULL, END_ANY, \
	  "16: OPEN_RESULT is not sent; other channels go on") \
	X(packet_before_open_result, "packet-before-open-result", WHEN_OPEN_EARLY, \
	  NULL, END_ANY, \
	  "22: packets come before OPEN_RESULT; all are presented") \
	X(torndown_never, "torndown-never", WHEN_TEARDOWN_HANGS, \
	  NULL, END_GPADL_MADE, \
	  "17: GPADL_TORNDOWN is not sent") \
	X(post_refused, "post-refused", WHEN_GPADL, \
	  NULL, END_GPADL_MADE, \
	  "25: a message about a channel is refused") \
	X(external_late, "external-late", WHEN_EXTERNAL, \
	  NULL, END_ANY, \
	  "2: external data is written long after the request's timeout") \
	X(reads_never, "reads-never", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "14: the host asks on and on, and reads nothing") \
	X(offer_storm, "offer-storm", WHEN_STORM, \
	  NULL, END_ANY, \
	  "20: devices by the hundred are offered and rescinded at once") \
	X(rescind_double, "rescind-double", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "20: the device is rescinded twice; offered again after 100 ms") \
	X(rescind_unknown, "rescind-unknown", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "20: a relid that no channel has is rescinded") \
	X(offer_confidential_flags, "offer-confidential-flags", WHEN_OFFER, \
	  NULL, END_ANY, \
	  "21: the offer has flag 0x4 (external memory) without 0x2 (ring)") \
	X(event_storm, "event-storm", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "22: all 2048 event flags are set") \
	X(event_closed, "event-closed", WHEN_CLOSE, \
	  NULL, END_ANY, \
	  "22: an event for a channel just closed") \
	X(event_before_open, "event-before-open", WHEN_OFFER, \
	  NULL, END_ANY, \
	  "22: an event for a channel just offered") \
	X(stray_version_response, "stray-version-response", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "23: a VERSION_RESPONSE without a request") \
	X(stray_unload_response, "stray-unload-response", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "23: an UNLOAD_RESPONSE without a request") \
	X(stray_modify_response, "stray-modify-response", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "23: a MODIFY_RESPONSE without a request") \
	X(pipe_type_unknown, "pipe-type-unknown", WHEN_PIPE, \
	  "drop_pipe", END_ANY, \
	  "24: a pipe header of type 7") \
	X(pipe_size_beyond, "pipe-size-beyond", WHEN_PIPE, \
	  "drop_pipe", END_ANY, \
	  "24: a pipe header that says more bytes than there are") \
	X(pipe_size_zero, "pipe-size-zero", WHEN_PIPE, \
	  NULL, END_ANY, \
	  "24: a pipe header of size 0, the end of the stream") \
	X(pipe_header_missing, "pipe-header-missing", WHEN_PIPE, \
	  "drop_pipe", END_ANY, \
	  "24: a packet too short for a pipe header")

/* What hv_vmbus itself warns of; selftests/expected-warnings has the list. */
#define HOSTILE_BUS_FAULTS(X) \
	X(offer_relid_zero, "offer-relid-zero", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "19: a device is offered under relid 0") \
	X(offer_relid_huge, "offer-relid-huge", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "19: a device is offered under relid 4096") \
	X(message_short, "message-short", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "23: an OFFER that ends after its header") \
	X(message_oversized, "message-oversized", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "23: a message that claims 255 bytes") \
	X(message_unknown, "message-unknown", WHEN_TRAFFIC, \
	  NULL, END_ANY, \
	  "23: a message of type 200") \
	X(offer_duplicate_relid, "offer-duplicate-relid", WHEN_LIVE, \
	  NULL, END_ANY, \
	  "19: another device is offered under the same relid") \
	X(reoffer_live, "reoffer-live", WHEN_LIVE, \
	  NULL, END_ANY, \
	  "18: the device is offered once more while it is there") \
	X(offer_refused, "offer-confidential-flags", WHEN_OFFER_ONCE, \
	  NULL, END_ANY, \
	  "21: a bad offer that hv_vmbus may refuse; a good one follows then")
