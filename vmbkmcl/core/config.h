/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * config.h - the configuration of a channel, set while it is Disabled.
 */
#ifndef VMBKMCL_CORE_CONFIG_H
#define VMBKMCL_CORE_CONFIG_H

#include <linux/types.h>
#include <linux/uuid.h>

#include <vmbuskernelmodeclientlibapi.h>

/*
 * Defaults that nothing public prescribes. Documented in the API header at the
 * function that changes each.
 */
#define VMBKMCL_DEFAULT_MAX_PACKET	4096u
#define VMBKMCL_DEFAULT_MAX_EXTERNAL	(1024u * 1024)
#define VMBKMCL_DEFAULT_MAX_CHAIN	64u
#define VMBKMCL_DEFAULT_RING_PAGES	16u	/* of data */
#define VMBKMCL_DEFAULT_QUOTA		INT_MAX
#define VMBKMCL_FRIENDLY_NAME_MAX	64u
#define VMBKMCL_CLIENT_CONTEXT_MAX	65536u
/* Two of them and their control pages are what hv_vmbus allocates at most. */
#define VMBKMCL_RING_PAGES_MAX		511u

/**
 * struct vmbkmcl_config - what the InitSet functions set
 *
 * Written in VMBKMCL_DISABLED only, under config_mutex; constant otherwise.
 *
 * @max_packet: bytes; largest payload of an outgoing packet
 * @max_packet_set: the owner has set it; otherwise it shrinks to what the ring holds
 * @max_external: bytes; largest external data of one packet
 * @max_external_set: the owner has set it
 * @max_chain: most MDLs in a chain of external data
 * @client_context: bytes the owner gets with each incoming packet
 * @flags: VMBUS_CHANNEL_INIT_FLAG_*
 * @rx_pages_asked: pages of data of the incoming ring, as the owner asked; 0: it did
 *	not
 * @tx_pages_asked: likewise, of the outgoing ring
 * @rx_pages: pages of data that the incoming ring is made of; set by Enable
 * @tx_pages: likewise, the outgoing ring
 * @raise_said: the log has that they are more than the owner asked for
 * @has_target: the client named its target
 * @any_instance: any instance of @type will do
 * @type: interface type of the target (client) or the offer (server)
 * @instance: its instance
 * @name: friendly name, UTF-8
 * @process: EvtChannelProcessPacket
 * @batch_end: EvtChannelProcessingComplete
 * @pnp_failure: EvtChannelPnpFailure
 * @events: the state callbacks
 * @server_flags: VMBUS_SERVER_CHANNEL_INIT_FLAG_*
 * @mmio_low_mb: a server's MMIO below 4 GiB
 * @mmio_high_mb: a server's MMIO above
 * @vtl: the trust level a server's offer is for
 * @vmbus: the bus a server offers on; NULL: its own partition's
 * @save_packet: EvtChannelSavePacket
 * @restore_packet: EvtChannelRestorePacket
 */
struct vmbkmcl_config {
	u32 max_packet;
	bool max_packet_set;
	u32 max_external;
	bool max_external_set;
	u32 max_chain;
	u32 client_context;
	u32 flags;
	u32 rx_pages_asked;
	u32 tx_pages_asked;
	u32 rx_pages;
	u32 tx_pages;
	bool raise_said;
	bool has_target;
	bool any_instance;
	guid_t type;
	guid_t instance;
	char name[VMBKMCL_FRIENDLY_NAME_MAX];
	PFN_VMB_CHANNEL_PROCESS_PACKET process;
	PFN_VMB_CHANNEL_PROCESSING_COMPLETE batch_end;
	PFN_VMB_CHANNEL_PNP_FAILURE pnp_failure;
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS events;
	u32 server_flags;
	u16 mmio_low_mb;
	u16 mmio_high_mb;
	u8 vtl;
	HANDLE vmbus;
	PFN_VMB_CHANNEL_SAVE_PACKET save_packet;
	PFN_VMB_CHANNEL_RESTORE_PACKET restore_packet;
};

#endif /* VMBKMCL_CORE_CONFIG_H */
