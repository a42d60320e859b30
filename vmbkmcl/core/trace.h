/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace.h - tracepoints, under events/vmbkmcl/.
 *
 * Channels are named by the number that is also the name of their debugfs file.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM vmbkmcl

#if !defined(VMBKMCL_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define VMBKMCL_TRACE_H

#include <linux/tracepoint.h>

#include "../nt/status_names.h"

#define show_status_row(number, name)	{ number, #name }
#define show_status(status) \
	__print_symbolic(status, VMBKMCL_STATUS_NAMES(show_status_row))

#define show_packet_type(type)						\
	__print_symbolic(type,						\
		{ 6, "in-band" },					\
		{ 7, "transfer-pages" },				\
		{ 8, "gpadl" },						\
		{ 9, "gpa-direct" },					\
		{ 11, "completion" })

/* Bytes that a state's name, and a reason, take in an event. */
#define VMBKMCL_TRACE_WORD	16
#define VMBKMCL_TRACE_REASON	32

TRACE_EVENT(vmbkmcl_state,
	TP_PROTO(u32 channel, const char *from, const char *to),
	TP_ARGS(channel, from, to),
	TP_STRUCT__entry(
		__field(u32, channel)
		__array(char, from, VMBKMCL_TRACE_WORD)
		__array(char, to, VMBKMCL_TRACE_WORD)
	),
	TP_fast_assign(
		__entry->channel = channel;
		strscpy(__entry->from, from, VMBKMCL_TRACE_WORD);
		strscpy(__entry->to, to, VMBKMCL_TRACE_WORD);
	),
	TP_printk("channel=%u %s -> %s", __entry->channel,
		  __entry->from, __entry->to)
);

TRACE_EVENT(vmbkmcl_send,
	TP_PROTO(u32 channel, u64 id, u32 size, bool completion),
	TP_ARGS(channel, id, size, completion),
	TP_STRUCT__entry(
		__field(u64, id)
		__field(u32, channel)
		__field(u32, size)
		__field(bool, completion)
	),
	TP_fast_assign(
		__entry->id = id;
		__entry->channel = channel;
		__entry->size = size;
		__entry->completion = completion;
	),
	TP_printk("channel=%u id=%#llx size=%u%s", __entry->channel,
		  __entry->id, __entry->size,
		  __entry->completion ? " completion" : "")
);

TRACE_EVENT(vmbkmcl_queue_full,
	TP_PROTO(u32 channel, u32 size, u32 queued),
	TP_ARGS(channel, size, queued),
	TP_STRUCT__entry(
		__field(u32, channel)
		__field(u32, size)
		__field(u32, queued)
	),
	TP_fast_assign(
		__entry->channel = channel;
		__entry->size = size;
		__entry->queued = queued;
	),
	TP_printk("channel=%u size=%u queued=%u", __entry->channel,
		  __entry->size, __entry->queued)
);

TRACE_EVENT(vmbkmcl_complete,
	TP_PROTO(u32 channel, u64 id, u32 status, u32 size),
	TP_ARGS(channel, id, status, size),
	TP_STRUCT__entry(
		__field(u64, id)
		__field(u32, channel)
		__field(u32, status)
		__field(u32, size)
	),
	TP_fast_assign(
		__entry->id = id;
		__entry->channel = channel;
		__entry->status = status;
		__entry->size = size;
	),
	TP_printk("channel=%u id=%#llx status=%s size=%u", __entry->channel,
		  __entry->id, show_status(__entry->status), __entry->size)
);

TRACE_EVENT(vmbkmcl_fetch,
	TP_PROTO(u32 channel, u16 type, u64 id, u32 size),
	TP_ARGS(channel, type, id, size),
	TP_STRUCT__entry(
		__field(u64, id)
		__field(u32, channel)
		__field(u32, size)
		__field(u16, type)
	),
	TP_fast_assign(
		__entry->id = id;
		__entry->channel = channel;
		__entry->size = size;
		__entry->type = type;
	),
	TP_printk("channel=%u type=%s id=%#llx size=%u", __entry->channel,
		  show_packet_type(__entry->type), __entry->id, __entry->size)
);

TRACE_EVENT(vmbkmcl_batch_end,
	TP_PROTO(u32 channel, u32 presented, const char *why),
	TP_ARGS(channel, presented, why),
	TP_STRUCT__entry(
		__field(u32, channel)
		__field(u32, presented)
		__array(char, why, VMBKMCL_TRACE_REASON)
	),
	TP_fast_assign(
		__entry->channel = channel;
		__entry->presented = presented;
		strscpy(__entry->why, why, VMBKMCL_TRACE_REASON);
	),
	TP_printk("channel=%u presented=%u %s", __entry->channel,
		  __entry->presented, __entry->why)
);

TRACE_EVENT(vmbkmcl_quota,
	TP_PROTO(u32 channel, u32 held, u32 quota),
	TP_ARGS(channel, held, quota),
	TP_STRUCT__entry(
		__field(u32, channel)
		__field(u32, held)
		__field(u32, quota)
	),
	TP_fast_assign(
		__entry->channel = channel;
		__entry->held = held;
		__entry->quota = quota;
	),
	TP_printk("channel=%u held=%u quota=%u", __entry->channel,
		  __entry->held, __entry->quota)
);

TRACE_EVENT(vmbkmcl_malformed,
	TP_PROTO(u32 channel, u64 descriptor, u32 offset, const char *why),
	TP_ARGS(channel, descriptor, offset, why),
	TP_STRUCT__entry(
		__field(u64, descriptor)
		__field(u32, channel)
		__field(u32, offset)
		__array(char, why, VMBKMCL_TRACE_REASON)
	),
	TP_fast_assign(
		__entry->descriptor = descriptor;
		__entry->channel = channel;
		__entry->offset = offset;
		strscpy(__entry->why, why, VMBKMCL_TRACE_REASON);
	),
	TP_printk("channel=%u at %#x: %016llx %s", __entry->channel,
		  __entry->offset, __entry->descriptor, __entry->why)
);

#endif /* VMBKMCL_TRACE_H */

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
