// SPDX-License-Identifier: GPL-2.0-only
#include "device.h"

#include <kmcltest.h>

#define PARCEL_REPLY_SIZE	64

/* {9c2f3a54-6d1e-4b0b-8a57-6b6d636c7431} */
static const GUID ParcelInterfaceType = {
	0x9c2f3a54, 0x6d1e, 0x4b0b, { 0x8a, 0x57, 0x6b, 0x6d, 0x63, 0x6c, 0x74, 0x31 }
};

void *operator new(size_t Size, POOL_FLAGS Flags) noexcept
{
	return ExAllocatePool2(Flags, Size, PARCEL_TAG);
}

void operator delete(void *Memory) noexcept
{
	if (Memory != NULL)
		ExFreePoolWithTag(Memory, PARCEL_TAG);
}

void operator delete(void *Memory, size_t Size) noexcept
{
	UNREFERENCED_PARAMETER(Size);
	operator delete(Memory);
}

ClientTable::ClientTable() : KMCL_CLIENT_INTERFACE_V1(), Valid(false)
{
}

ClientTable::~ClientTable()
{
	if (Valid)
		InterfaceDereference(Context);
}

NTSTATUS ClientTable::Query(_In_ PDEVICE_OBJECT Target)
{
	KMCL_CLIENT_INTERFACE_V1 *table = this;
	PIO_STACK_LOCATION stack;
	IO_STATUS_BLOCK result;
	NTSTATUS status;
	KEVENT event;
	PIRP irp;

	KeInitializeEvent(&event, NotificationEvent, FALSE);
	irp = IoBuildSynchronousFsdRequest(IRP_MJ_PNP, Target, NULL, 0, NULL, &event, &result);
	if (irp == NULL)
		return STATUS_INSUFFICIENT_RESOURCES;
	irp->IoStatus.Status = STATUS_NOT_SUPPORTED;
	stack = IoGetNextIrpStackLocation(irp);
	stack->MinorFunction = IRP_MN_QUERY_INTERFACE;
	stack->Parameters.QueryInterface.InterfaceType = &KMCL_CLIENT_INTERFACE_TYPE;
	stack->Parameters.QueryInterface.Interface = reinterpret_cast<PINTERFACE>(table);
	stack->Parameters.QueryInterface.Size = sizeof(*table);
	stack->Parameters.QueryInterface.Version = KMCL_CLIENT_INTERFACE_VERSION_V1;
	stack->Parameters.QueryInterface.InterfaceSpecificData = NULL;
	status = IoCallDriver(Target, irp);
	if (status == STATUS_PENDING) {
		KeWaitForSingleObject(&event, Executive, KernelMode, FALSE, NULL);
		status = result.Status;
	}
	Valid = NT_SUCCESS(status);
	return status;
}

/* What the device is. */
class InfoMessage : public Message {
public:
	UINT32 Build(_Out_writes_(Size) PUCHAR Buffer, _In_ UINT32 Size) const override
	{
		kmcltest_hdr *header = reinterpret_cast<kmcltest_hdr *>(Buffer);

		UNREFERENCED_PARAMETER(Size);
		header->op = KMCLTEST_INFO;
		header->cookie = 7;
		return sizeof(*header);
	}

	bool Accept(_In_reads_(Size) const UCHAR *Reply, _In_ UINT32 Size) const override
	{
		const kmcltest_info *info = reinterpret_cast<const kmcltest_info *>(Reply);

		return Size >= sizeof(*info) && info->hdr.cookie == 7 &&
		       info->version == KMCLTEST_VERSION;
	}

	PCSTR Name() const override { return "a device tells its version"; }
};

/* Bytes that come back. */
class EchoMessage : public Message {
public:
	explicit EchoMessage(_In_ UCHAR First) : First(First) {}

	UINT32 Build(_Out_writes_(Size) PUCHAR Buffer, _In_ UINT32 Size) const override
	{
		kmcltest_hdr *header = reinterpret_cast<kmcltest_hdr *>(Buffer);

		header->op = KMCLTEST_ECHO;
		header->cookie = 8;
		for (UINT32 i = sizeof(*header); i < Size; i++)
			Buffer[i] = Byte(i);
		return Size;
	}

	bool Accept(_In_reads_(Size) const UCHAR *Reply, _In_ UINT32 Size) const override
	{
		for (UINT32 i = sizeof(kmcltest_hdr); i < Size; i++) {
			if (Reply[i] != Byte(i))
				return false;
		}
		return Size == PARCEL_REPLY_SIZE;
	}

	PCSTR Name() const override { return "a message comes back"; }

private:
	UCHAR Byte(_In_ UINT32 Index) const { return static_cast<UCHAR>(First + Index); }

	UCHAR First;
};

Device::Device(_In_ PDEVICE_OBJECT Self, _In_ PDEVICE_OBJECT Lower)
	: Self(Self), Lower(Lower), Kmcl(), Channel(NULL)
{
}

Device::~Device()
{
	ParcelReport("a device has ended", Channel == NULL);
}

NTSTATUS Device::Configure()
{
	VMB_CHANNEL_STATE_CHANGE_CALLBACKS callbacks;
	NTSTATUS status;

	VMB_CHANNEL_STATE_CHANGE_CALLBACKS_INIT(&callbacks);
	callbacks.EvtChannelPostStarted = PostStarted;
	Kmcl.VmbChannelSetPointer(Channel, this);
	status = Kmcl.VmbClientChannelInitSetTargetPnp(Channel, &ParcelInterfaceType, NULL,
						       NULL);
	if (NT_SUCCESS(status))
		status = Kmcl.VmbChannelInitSetStateChangeCallbacks(Channel, &callbacks);
	return status;
}

NTSTATUS Device::Start()
{
	NTSTATUS status;

	status = Kmcl.Query(Lower);
	if (!NT_SUCCESS(status))
		return status;
	status = Kmcl.VmbChannelAllocate(Self, FALSE, &Channel);
	if (!NT_SUCCESS(status)) {
		Channel = NULL;
		return status;
	}
	status = Configure();
	if (NT_SUCCESS(status))
		status = Kmcl.VmbChannelEnable(Channel);
	if (!NT_SUCCESS(status))
		Stop();
	return status;
}

void Device::Stop()
{
	if (Channel == NULL)
		return;
	Kmcl.VmbChannelDisable(Channel);
	Kmcl.VmbChannelCleanup(Channel);
	Channel = NULL;
}

NTSTATUS Device::Send(_In_ const Message &Message)
{
	UCHAR buffer[PARCEL_REPLY_SIZE] = {}, reply[PARCEL_REPLY_SIZE] = {};
	UINT32 size = sizeof(reply);
	LARGE_INTEGER timeout;
	NTSTATUS status;

	timeout.QuadPart = -100 * 1000 * 1000;
	status = Kmcl.VmbChannelSendSynchronousRequest(Channel, buffer,
		Message.Build(buffer, sizeof(buffer)), NULL,
		VMBUS_CHANNEL_FORMAT_FLAG_WAIT_FOR_COMPLETION, reply, &size, &timeout);
	ParcelReport(Message.Name(), NT_SUCCESS(status) && Message.Accept(reply, size));
	return status;
}

/* Devices in pipe mode do not answer these. */
void Device::SendAll()
{
	Message *messages[] = {
		new (POOL_FLAG_NON_PAGED) InfoMessage,
		new (POOL_FLAG_NON_PAGED) EchoMessage(42),
	};

	for (Message *message : messages) {
		if (message != NULL)
			Send(*message);
		delete message;
	}
}

VOID NTAPI Device::PostStarted(VMBCHANNEL Channel)
{
	static_cast<Device *>(VmbChannelGetPointer(Channel))->SendAll();
}
