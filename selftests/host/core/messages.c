// SPDX-License-Identifier: GPL-2.0-only
/* messages.c - the table of channel messages. */
#include <stddef.h>

#include "messages.h"

#define GUEST	.from_guest = true
#define RELID	.relid = true

static const struct message_info table[MSG_COUNT] = {
	[MSG_OFFER] = { "OFFER", sizeof(struct msg_offer), 0 },
	[MSG_RESCIND] = { "RESCIND", sizeof(struct msg_relid), 0, RELID },
	[MSG_REQUEST_OFFERS] = { "REQUEST_OFFERS", sizeof(struct msg_header), 0, GUEST },
	[MSG_ALL_OFFERS] = { "ALL_OFFERS", sizeof(struct msg_header), 0 },
	[MSG_OPEN] = { "OPEN", sizeof(struct msg_open), 0, GUEST, RELID },
	[MSG_OPEN_RESULT] = { "OPEN_RESULT", sizeof(struct msg_open_result), 0, RELID },
	[MSG_CLOSE] = { "CLOSE", sizeof(struct msg_relid), 0, GUEST, RELID },
	[MSG_GPADL_HEADER] = { "GPADL_HEADER", sizeof(struct msg_gpadl_header), 0, GUEST, RELID },
	[MSG_GPADL_BODY] = { "GPADL_BODY", sizeof(struct msg_gpadl_body), 0, GUEST },
	[MSG_GPADL_CREATED] = { "GPADL_CREATED", sizeof(struct msg_gpadl_created), 0, RELID },
	[MSG_GPADL_TEARDOWN] = { "GPADL_TEARDOWN", sizeof(struct msg_gpadl_teardown), 0, GUEST, RELID },
	[MSG_GPADL_TORNDOWN] = { "GPADL_TORNDOWN", sizeof(struct msg_gpadl_torndown), 0 },
	[MSG_RELID_RELEASED] = { "RELID_RELEASED", sizeof(struct msg_relid), 0, GUEST, RELID },
	[MSG_INITIATE_CONTACT] = { "INITIATE_CONTACT", sizeof(struct msg_initiate_contact), 0, GUEST },
	[MSG_VERSION_RESPONSE] = { "VERSION_RESPONSE", sizeof(struct msg_version_response) - 4, 0 },
	[MSG_UNLOAD] = { "UNLOAD", sizeof(struct msg_header), 0, GUEST },
	[MSG_UNLOAD_RESPONSE] = { "UNLOAD_RESPONSE", sizeof(struct msg_header), 0 },
	[MSG_OPEN_RESERVED] = { "OPEN_RESERVED", sizeof(struct msg_open_reserved), 0, GUEST, RELID },
	[MSG_CLOSE_RESERVED] = { "CLOSE_RESERVED", sizeof(struct msg_close_reserved), 0, GUEST, RELID },
	[MSG_CLOSE_RESERVED_RESPONSE] = { "CLOSE_RESERVED_RESPONSE", sizeof(struct msg_relid), 0, RELID },
	[MSG_TL_CONNECT] = { "TL_CONNECT", sizeof(struct msg_tl_connect), 0, GUEST },
	[MSG_MODIFY] = { "MODIFY", sizeof(struct msg_modify), VERSION_4_1, GUEST, RELID },
	[MSG_TL_CONNECT_RESULT] = { "TL_CONNECT_RESULT", sizeof(struct msg_tl_result), 0 },
	[MSG_MODIFY_RESPONSE] = { "MODIFY_RESPONSE", sizeof(struct msg_modify_response), VERSION_5_3, RELID },
};

const struct message_info *message_info(u32 type)
{
	if (type >= MSG_COUNT || !table[type].name)
		return NULL;
	return &table[type];
}

const char *message_name(u32 type)
{
	const struct message_info *info = message_info(type);

	return info ? info->name : "UNKNOWN";
}
