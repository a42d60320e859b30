/* SPDX-License-Identifier: GPL-2.0-only */
#pragma once

#include "parcel.h"

#include <vmbuskernelmodeclientlibapi.h>

void *operator new(size_t Size, POOL_FLAGS Flags) noexcept;
void operator delete(void *Memory) noexcept;
void operator delete(void *Memory, size_t Size) noexcept;

/* KMCL's functions are members of this, by inheritance. */
class ClientTable : public KMCL_CLIENT_INTERFACE_V1 {
public:
	ClientTable();
	~ClientTable();
	NTSTATUS Query(_In_ PDEVICE_OBJECT Target);

private:
	bool Valid;
};

/* A message to the test device, and what its answer must be. */
class Message {
public:
	virtual ~Message() {}
	virtual UINT32 Build(_Out_writes_(Size) PUCHAR Buffer, _In_ UINT32 Size) const = 0;
	virtual bool Accept(_In_reads_(Size) const UCHAR *Reply, _In_ UINT32 Size) const = 0;
	virtual PCSTR Name() const = 0;
};

class Device {
public:
	Device(_In_ PDEVICE_OBJECT Self, _In_ PDEVICE_OBJECT Lower);
	~Device();
	NTSTATUS Start();
	void Stop();
	PDEVICE_OBJECT LowerDevice() const { return Lower; }

private:
	static EVT_VMB_CHANNEL_POST_STARTED PostStarted;

	NTSTATUS Configure();
	NTSTATUS Send(_In_ const Message &Message);
	void SendAll();

	PDEVICE_OBJECT Self;
	PDEVICE_OBJECT Lower;
	ClientTable Kmcl;
	VMBCHANNEL Channel;
};
