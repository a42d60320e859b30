// SPDX-License-Identifier: GPL-2.0-only
#include "dynmem.h"

#define RANGES_PER_RESPONSE \
	((DYNMEM_RESPONSE_SIZE - sizeof(DM_BALLOON_RESPONSE)) / sizeof(UINT64))

/* A balloon response that is being put together. */
typedef struct _RESPONSE {
	DM_BALLOON_RESPONSE *Message;
	UINT64 *Ranges;
	UINT32 TransactionId;
} RESPONSE, *PRESPONSE;

NTSTATUS
DynmemBalloonCreate(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	/* Returning pages must not need memory, of which there may be none. */
	Extension->ReturnMdl = IoAllocateMdl(NULL, DYNMEM_CHUNK_SIZE, FALSE, FALSE, NULL);
	Extension->Response = (PUCHAR)ExAllocatePoolWithTag(NonPagedPool,
							    DYNMEM_RESPONSE_SIZE,
							    DYNMEM_TAG);
	if (Extension->ReturnMdl == NULL || Extension->Response == NULL) {
		DynmemBalloonDelete(Extension);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	return STATUS_SUCCESS;
}

VOID
DynmemBalloonDelete(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	DynmemBalloonEmpty(Extension);
	if (Extension->ReturnMdl != NULL)
		IoFreeMdl(Extension->ReturnMdl);
	if (Extension->Response != NULL)
		ExFreePoolWithTag(Extension->Response, DYNMEM_TAG);
	Extension->ReturnMdl = NULL;
	Extension->Response = NULL;
}

static VOID
ChunkMeasure(
	_Inout_ PBALLOON_CHUNK Chunk
	)
{
	PPFN_NUMBER pfns = MmGetMdlPfnArray(Chunk->Mdl);
	ULONG i;

	Chunk->Lowest = (PFN_NUMBER)-1;
	Chunk->Highest = 0;
	for (i = 0; i < Chunk->PageCount; i++) {
		if (pfns[i] < Chunk->Lowest)
			Chunk->Lowest = pfns[i];
		if (pfns[i] > Chunk->Highest)
			Chunk->Highest = pfns[i];
	}
}

static PMDL
ChunkAllocatePages(
	_In_ ULONG PageCount
	)
{
	PHYSICAL_ADDRESS low, high, skip;
	PMDL mdl = NULL;

	low.QuadPart = 0;
	high.QuadPart = -1;
	skip.QuadPart = 0;
	/* In one piece they are one range to the host. */
	if (PageCount == DYNMEM_CHUNK_PAGES)
		mdl = MmAllocatePagesForMdlEx(low, high, skip, DYNMEM_CHUNK_SIZE,
					      MmCached, MM_DONT_ZERO_ALLOCATION |
					      MM_ALLOCATE_REQUIRE_CONTIGUOUS_CHUNKS);
	if (mdl == NULL)
		mdl = MmAllocatePagesForMdlEx(low, high, skip,
					      (SIZE_T)PageCount * PAGE_SIZE,
					      MmCached, MM_DONT_ZERO_ALLOCATION);
	return mdl;
}

static PBALLOON_CHUNK
ChunkAllocate(
	_In_ ULONG PageCount
	)
{
	PBALLOON_CHUNK chunk;

	chunk = (PBALLOON_CHUNK)ExAllocatePoolWithTag(NonPagedPool, sizeof(*chunk),
						      DYNMEM_TAG);
	if (chunk == NULL)
		return NULL;
	chunk->Mdl = ChunkAllocatePages(PageCount);
	if (chunk->Mdl == NULL) {
		ExFreePoolWithTag(chunk, DYNMEM_TAG);
		return NULL;
	}
	chunk->PageCount = MmGetMdlByteCount(chunk->Mdl) / PAGE_SIZE;
	ChunkMeasure(chunk);
	return chunk;
}

/* The pages are given back with it. */
static VOID
ChunkFree(
	_In_ PDEVICE_EXTENSION Extension,
	_In_ PBALLOON_CHUNK Chunk
	)
{
	Extension->Statistics.BalloonPages -= Chunk->PageCount;
	Extension->Statistics.PagesReturned += Chunk->PageCount;
	RemoveEntryList(&Chunk->Entry);
	if (Chunk->PageCount != 0) {
		Chunk->Mdl->ByteCount = Chunk->PageCount * PAGE_SIZE;
		MmFreePagesFromMdl(Chunk->Mdl);
	}
	ExFreePool(Chunk->Mdl);
	ExFreePoolWithTag(Chunk, DYNMEM_TAG);
}

VOID
DynmemBalloonEmpty(
	_In_ PDEVICE_EXTENSION Extension
	)
{
	while (!IsListEmpty(&Extension->Chunks))
		ChunkFree(Extension, CONTAINING_RECORD(Extension->Chunks.Flink,
						       BALLOON_CHUNK, Entry));
}

static VOID
ResponseBegin(
	_In_ PDEVICE_EXTENSION Extension,
	_Out_ PRESPONSE Response,
	_In_ UINT32 TransactionId
	)
{
	Response->Message = (DM_BALLOON_RESPONSE *)Extension->Response;
	Response->Ranges = (UINT64 *)(Response->Message + 1);
	Response->TransactionId = TransactionId;
	RtlZeroMemory(Response->Message, sizeof(*Response->Message));
}

static VOID
ResponseSend(
	_In_ PDEVICE_EXTENSION Extension,
	_Inout_ PRESPONSE Response,
	_In_ BOOLEAN More
	)
{
	UINT32 size = sizeof(*Response->Message) +
		      Response->Message->RangeCount * sizeof(UINT64);

	Response->Message->MorePages = More;
	DynmemSend(Extension, &Response->Message->Header, DM_MESSAGE_BALLOON_RESPONSE,
		   (UINT16)size, Response->TransactionId);
	RtlZeroMemory(Response->Message, sizeof(*Response->Message));
}

/* The buffers are packed: ranges are copied. */
static VOID
ResponseAddPage(
	_In_ PDEVICE_EXTENSION Extension,
	_Inout_ PRESPONSE Response,
	_In_ PFN_NUMBER Pfn
	)
{
	UINT32 count = Response->Message->RangeCount;
	UINT64 range;

	if (count != 0) {
		RtlCopyMemory(&range, &Response->Ranges[count - 1], sizeof(range));
		if (DM_RANGE_FIRST(range) + DM_RANGE_COUNT(range) == Pfn &&
		    DM_RANGE_COUNT(range) < DM_RANGE_COUNT_MAX) {
			range = DM_RANGE(DM_RANGE_FIRST(range),
					 DM_RANGE_COUNT(range) + 1);
			RtlCopyMemory(&Response->Ranges[count - 1], &range, sizeof(range));
			return;
		}
	}
	if (count == RANGES_PER_RESPONSE) {
		ResponseSend(Extension, Response, TRUE);
		count = 0;
	}
	range = DM_RANGE(Pfn, 1);
	RtlCopyMemory(&Response->Ranges[count], &range, sizeof(range));
	Response->Message->RangeCount = count + 1;
}

/* No more than leaves the machine a reserve. */
static UINT64
InflateLimit(
	_In_ UINT64 Wanted
	)
{
	UINT64 available = DynmemAvailablePages();

	if (available <= DYNMEM_RESERVE_PAGES)
		return 0;
	available -= DYNMEM_RESERVE_PAGES;
	return Wanted < available ? Wanted : available;
}

VOID
DynmemInflate(
	_In_ PDEVICE_EXTENSION Extension,
	_In_ const DM_BALLOON_REQUEST *Request
	)
{
	UINT64 left = InflateLimit(Request->PageCount);
	PBALLOON_CHUNK chunk;
	RESPONSE response;
	ULONG i;

	ResponseBegin(Extension, &response, Request->Header.TransactionId);
	while (left != 0) {
		chunk = ChunkAllocate(left < DYNMEM_CHUNK_PAGES ?
				      (ULONG)left : DYNMEM_CHUNK_PAGES);
		if (chunk == NULL)
			break;
		InsertTailList(&Extension->Chunks, &chunk->Entry);
		Extension->Statistics.BalloonPages += chunk->PageCount;
		Extension->Statistics.PagesTaken += chunk->PageCount;
		left -= chunk->PageCount;
		for (i = 0; i < chunk->PageCount; i++)
			ResponseAddPage(Extension, &response,
					MmGetMdlPfnArray(chunk->Mdl)[i]);
	}
	ResponseSend(Extension, &response, FALSE);
}

/* Move the chunk's pages that lie in [First, End) to ReturnMdl and free them. */
static VOID
ChunkReturn(
	_In_ PDEVICE_EXTENSION Extension,
	_Inout_ PBALLOON_CHUNK Chunk,
	_In_ UINT64 First,
	_In_ UINT64 End
	)
{
	PPFN_NUMBER kept = MmGetMdlPfnArray(Chunk->Mdl);
	PPFN_NUMBER returned = MmGetMdlPfnArray(Extension->ReturnMdl);
	ULONG i, keep = 0, count = 0;

	for (i = 0; i < Chunk->PageCount; i++) {
		if (kept[i] >= First && kept[i] < End)
			returned[count++] = kept[i];
		else
			kept[keep++] = kept[i];
	}
	if (count == 0)
		return;
	MmInitializeMdl(Extension->ReturnMdl, NULL, count * PAGE_SIZE);
	Extension->ReturnMdl->MdlFlags |= MDL_PAGES_LOCKED;
	MmFreePagesFromMdl(Extension->ReturnMdl);
	Chunk->PageCount = keep;
	Extension->Statistics.BalloonPages -= count;
	Extension->Statistics.PagesReturned += count;
	if (keep == 0)
		ChunkFree(Extension, Chunk);
	else
		ChunkMeasure(Chunk);
}

static VOID
ReturnRange(
	_In_ PDEVICE_EXTENSION Extension,
	_In_ UINT64 Range
	)
{
	UINT64 first = DM_RANGE_FIRST(Range);
	UINT64 end = first + DM_RANGE_COUNT(Range);
	PLIST_ENTRY entry, next;
	PBALLOON_CHUNK chunk;

	for (entry = Extension->Chunks.Flink; entry != &Extension->Chunks; entry = next) {
		next = entry->Flink;
		chunk = CONTAINING_RECORD(entry, BALLOON_CHUNK, Entry);
		if (chunk->Lowest < end && chunk->Highest >= first)
			ChunkReturn(Extension, chunk, first, end);
	}
}

VOID
DynmemDeflate(
	_In_ PDEVICE_EXTENSION Extension,
	_In_ const DM_UNBALLOON_REQUEST *Request,
	_In_ UINT32 Length
	)
{
	const UCHAR *ranges = (const UCHAR *)(Request + 1);
	DM_HEADER response;
	UINT64 range;
	UINT32 i;

	if (Request->RangeCount > (Length - sizeof(*Request)) / sizeof(range)) {
		Extension->Statistics.Malformed++;
		return;
	}
	for (i = 0; i < Request->RangeCount; i++) {
		RtlCopyMemory(&range, ranges + i * sizeof(range), sizeof(range));
		ReturnRange(Extension, range);
	}
	if (!Request->MorePages)
		DynmemSend(Extension, &response, DM_MESSAGE_UNBALLOON_RESPONSE,
			   sizeof(response), Request->Header.TransactionId);
}
