/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Source annotations of Windows drivers.  They tell Microsoft's analyser what
 * a function may do with its arguments; here they expand to nothing.
 */
#ifndef VMBKMCL_WINDOWS_SAL_H
#define VMBKMCL_WINDOWS_SAL_H

#define _In_
#define _In_opt_
#define _In_z_
#define _In_opt_z_
#define _In_reads_(n)
#define _In_reads_opt_(n)
#define _In_reads_bytes_(n)
#define _In_reads_bytes_opt_(n)
#define _In_range_(lo, hi)
#define _Out_
#define _Out_opt_
#define _Out_writes_(n)
#define _Out_writes_opt_(n)
#define _Out_writes_z_(n)
#define _Out_writes_all_(n)
#define _Out_writes_to_(n, c)
#define _Out_writes_bytes_(n)
#define _Out_writes_bytes_opt_(n)
#define _Out_writes_bytes_all_(n)
#define _Out_writes_bytes_to_(n, c)
#define _Out_writes_bytes_to_opt_(n, c)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Outptr_result_bytebuffer_(n)
#define _Out_range_(lo, hi)
#define _Inout_
#define _Inout_opt_
#define _Inout_updates_(n)
#define _Inout_updates_bytes_(n)
#define _Inout_updates_bytes_opt_(n)
#define _Field_size_(n)
#define _Field_size_opt_(n)
#define _Field_size_bytes_(n)
#define _Field_size_bytes_opt_(n)
#define _Field_size_part_(n, c)
#define _Field_range_(lo, hi)
#define _Field_z_
#define _Ret_maybenull_
#define _Ret_notnull_
#define _Ret_range_(lo, hi)
#define _Must_inspect_result_
#define _Check_return_
#define _Success_(e)
#define _When_(c, a)
#define _At_(t, a)
#define _At_buffer_(t, i, n, a)
#define _Pre_
#define _Post_
#define _Pre_notnull_
#define _Pre_valid_
#define _Post_valid_
#define _Post_invalid_
#define _Post_satisfies_(e)
#define _Pre_satisfies_(e)
#define _Null_terminated_
#define _Printf_format_string_
#define _Use_decl_annotations_
#define _Reserved_
#define _Const_
#define _Notnull_
#define _Maybenull_
#define _Points_to_data_
#define _Strict_type_match_
#define _Interlocked_
#define _Interlocked_operand_
#define _Guarded_by_(l)
#define _Analysis_assume_(e)
#define _Analysis_noreturn_
#define _Function_class_(c)
#define _Enum_is_bitflag_
#define _Struct_size_bytes_(n)
#define _IRQL_requires_(i)
#define _IRQL_requires_max_(i)
#define _IRQL_requires_min_(i)
#define _IRQL_requires_same_
#define _IRQL_raises_(i)
#define _IRQL_saves_
#define _IRQL_restores_
#define _IRQL_saves_global_(k, p)
#define _IRQL_restores_global_(k, p)
#define _IRQL_always_function_max_(i)
#define _IRQL_always_function_min_(i)
#define _IRQL_is_cancel_
#define _IRQL_uses_cancel_
#define _Acquires_lock_(l)
#define _Releases_lock_(l)
#define _Acquires_exclusive_lock_(l)
#define _Acquires_shared_lock_(l)
#define _Releases_exclusive_lock_(l)
#define _Releases_shared_lock_(l)
#define _Requires_lock_held_(l)
#define _Requires_lock_not_held_(l)
#define _Requires_exclusive_lock_held_(l)
#define _Requires_shared_lock_held_(l)
#define _Has_lock_kind_(k)
#define _Acquires_nonreentrant_lock_(l)
#define _Releases_nonreentrant_lock_(l)
#define _Dispatch_type_(t)
#define _Kernel_clear_do_init_(y)
#define _Kernel_float_saved_
#define _Kernel_requires_resource_held_(k)
#define _Kernel_requires_resource_not_held_(k)
#define __drv_allocatesMem(k)
#define __drv_freesMem(k)
#define __drv_aliasesMem
#define __drv_requiresIRQL(i)
#define __drv_maxIRQL(i)
#define __drv_sameIRQL
#define __drv_reportError(s)
#define __drv_dispatchType(t)
#define __drv_functionClass(c)
#define __drv_strictTypeMatch(m)
#define __drv_typeBitset
#define __drv_when(c, a)
#define __drv_in(a)
#define __drv_at(t, a)
#define __drv_clearDoInit(y)
#define __drv_arg(n, c)
#define __drv_deref(n)
#define __drv_dispatchType_other
#define __drv_formatString(n)
#define __drv_in_deref(n)
#define __drv_nonConstant
#define __drv_out(n)
#define __drv_out_deref(n)
#define __drv_raisesIRQL(n)
#define __drv_restoresIRQL
#define __drv_restoresIRQLGlobal(n, c)
#define __drv_savesIRQL
#define __drv_savesIRQLGlobal(n, c)
#define __drv_setsIRQL(n)
#define __drv_useCancelIRQL
#define __drv_valueIs(n)
/* Seldom seen ones. */
#define _Always_(n)
#define _Analysis_assume_nullterminated_(n)
#define _Analysis_mode_(n)
#define _COM_Outptr_
#define _COM_Outptr_opt_
#define _COM_Outptr_opt_result_maybenull_
#define _COM_Outptr_result_maybenull_
#define _Called_from_function_class_(n)
#define _Create_lock_level_(n)
#define _Field_size_bytes_full_(n)
#define _Field_size_bytes_full_opt_(n)
#define _Field_size_bytes_part_(n, c)
#define _Field_size_bytes_part_opt_(n, c)
#define _Field_size_full_(n)
#define _Field_size_full_opt_(n)
#define _Field_size_part_opt_(n, c)
#define _Group_(n)
#define _Has_lock_level_(n)
#define _In_reads_opt_z_(n)
#define _In_reads_or_z_(n)
#define _In_reads_or_z_opt_(n)
#define _In_reads_to_ptr_(n)
#define _In_reads_to_ptr_opt_(n)
#define _In_reads_to_ptr_opt_z_(n)
#define _In_reads_to_ptr_z_(n)
#define _In_reads_z_(n)
#define _Inout_opt_z_
#define _Inout_updates_all_(n)
#define _Inout_updates_all_opt_(n)
#define _Inout_updates_bytes_all_(n)
#define _Inout_updates_bytes_all_opt_(n)
#define _Inout_updates_bytes_to_(n, c)
#define _Inout_updates_bytes_to_opt_(n, c)
#define _Inout_updates_opt_(n)
#define _Inout_updates_opt_z_(n)
#define _Inout_updates_to_(n, c)
#define _Inout_updates_to_opt_(n, c)
#define _Inout_updates_z_(n)
#define _Inout_z_
#define _Literal_
#define _Lock_level_order_(n, c)
#define _Maybe_raises_SEH_exception_
#define _Maybevalid_
#define _No_competing_thread_
#define _Notliteral_
#define _Notvalid_
#define _NullNull_terminated_
#define _Null_
#define _On_failure_(n)
#define _Out_writes_all_opt_(n)
#define _Out_writes_bytes_all_opt_(n)
#define _Out_writes_opt_z_(n)
#define _Out_writes_to_opt_(n, c)
#define _Out_writes_to_ptr_(n)
#define _Out_writes_to_ptr_opt_(n)
#define _Out_writes_to_ptr_opt_z_(n)
#define _Out_writes_to_ptr_z_(n)
#define _Outptr_opt_result_buffer_(n)
#define _Outptr_opt_result_buffer_all_(n)
#define _Outptr_opt_result_buffer_all_maybenull_(n)
#define _Outptr_opt_result_buffer_maybenull_(n)
#define _Outptr_opt_result_buffer_to_(n, c)
#define _Outptr_opt_result_buffer_to_maybenull_(n, c)
#define _Outptr_opt_result_bytebuffer_(n)
#define _Outptr_opt_result_bytebuffer_all_(n)
#define _Outptr_opt_result_bytebuffer_all_maybenull_(n)
#define _Outptr_opt_result_bytebuffer_maybenull_(n)
#define _Outptr_opt_result_bytebuffer_to_(n, c)
#define _Outptr_opt_result_bytebuffer_to_maybenull_(n, c)
#define _Outptr_opt_result_maybenull_
#define _Outptr_opt_result_maybenull_z_
#define _Outptr_opt_result_nullonfailure_
#define _Outptr_opt_result_z_
#define _Outptr_result_buffer_(n)
#define _Outptr_result_buffer_all_(n)
#define _Outptr_result_buffer_all_maybenull_(n)
#define _Outptr_result_buffer_maybenull_(n)
#define _Outptr_result_buffer_to_(n, c)
#define _Outptr_result_buffer_to_maybenull_(n, c)
#define _Outptr_result_bytebuffer_all_(n)
#define _Outptr_result_bytebuffer_all_maybenull_(n)
#define _Outptr_result_bytebuffer_maybenull_(n)
#define _Outptr_result_bytebuffer_to_(n, c)
#define _Outptr_result_bytebuffer_to_maybenull_(n, c)
#define _Outptr_result_maybenull_z_
#define _Outptr_result_nullonfailure_
#define _Outptr_result_z_
#define _Outref_
#define _Outref_result_buffer_(n)
#define _Outref_result_buffer_all_(n)
#define _Outref_result_buffer_all_maybenull_(n)
#define _Outref_result_buffer_maybenull_(n)
#define _Outref_result_buffer_to_(n, c)
#define _Outref_result_buffer_to_maybenull_(n, c)
#define _Outref_result_bytebuffer_(n)
#define _Outref_result_bytebuffer_all_(n)
#define _Outref_result_bytebuffer_all_maybenull_(n)
#define _Outref_result_bytebuffer_maybenull_(n)
#define _Outref_result_bytebuffer_to_(n, c)
#define _Outref_result_bytebuffer_to_maybenull_(n, c)
#define _Outref_result_maybenull_
#define _Outref_result_nullonfailure_
#define _Post_equal_to_(n)
#define _Post_equals_last_error_
#define _Post_maybenull_
#define _Post_notnull_
#define _Post_null_
#define _Post_ptr_invalid_
#define _Post_readable_byte_size_(n)
#define _Post_readable_size_(n)
#define _Post_writable_byte_size_(n)
#define _Post_writable_size_(n)
#define _Post_z_
#define _Pre_equal_to_(n)
#define _Pre_invalid_
#define _Pre_maybenull_
#define _Pre_null_
#define _Pre_readable_byte_size_(n)
#define _Pre_readable_size_(n)
#define _Pre_writable_byte_size_(n)
#define _Pre_writable_size_(n)
#define _Pre_z_
#define _Printf_format_string_params_(n)
#define _Raises_SEH_exception_
#define _Result_nullonfailure_
#define _Result_zeroonfailure_
#define _Ret_maybenull_z_
#define _Ret_null_
#define _Ret_valid_
#define _Ret_writes_(n)
#define _Ret_writes_bytes_(n)
#define _Ret_writes_bytes_maybenull_(n)
#define _Ret_writes_bytes_to_(n, c)
#define _Ret_writes_bytes_to_maybenull_(n, c)
#define _Ret_writes_maybenull_(n)
#define _Ret_writes_maybenull_z_(n)
#define _Ret_writes_to_(n, c)
#define _Ret_writes_to_maybenull_(n, c)
#define _Ret_writes_z_(n)
#define _Ret_z_
#define _Return_type_success_(n)
#define _Scanf_format_string_
#define _Scanf_format_string_params_(n)
#define _Scanf_s_format_string_
#define _Scanf_s_format_string_params_(n)
#define _Unchanged_(n)
#define _Valid_
#define _Write_guarded_by_(n)
/* Of the first version of these annotations. */
#define _Deref_in_range_(n, c)
#define _Deref_inout_range_(n, c)
#define _Deref_opt_out_
#define _Deref_opt_out_opt_
#define _Deref_out_
#define _Deref_out_opt_
#define _Deref_out_range_(n, c)
#define _Deref_ret_range_(n, c)
#define _In_bytecount_(n)
#define _In_bytecount_c_(n)
#define _In_bytecount_x_(n)
#define _In_count_(n)
#define _In_count_c_(n)
#define _In_count_x_(n)
#define _In_opt_bytecount_(n)
#define _In_opt_bytecount_c_(n)
#define _In_opt_bytecount_x_(n)
#define _In_opt_count_(n)
#define _In_opt_count_c_(n)
#define _In_opt_count_x_(n)
#define _In_opt_ptrdiff_count_(n)
#define _In_opt_z_bytecount_(n)
#define _In_opt_z_bytecount_c_(n)
#define _In_opt_z_count_(n)
#define _In_opt_z_count_c_(n)
#define _In_ptrdiff_count_(n)
#define _In_z_bytecount_(n)
#define _In_z_bytecount_c_(n)
#define _In_z_count_(n)
#define _In_z_count_c_(n)
#define _Inout_bytecap_(n)
#define _Inout_bytecap_c_(n)
#define _Inout_bytecap_x_(n)
#define _Inout_bytecount_(n)
#define _Inout_bytecount_c_(n)
#define _Inout_bytecount_x_(n)
#define _Inout_cap_(n)
#define _Inout_cap_c_(n)
#define _Inout_cap_x_(n)
#define _Inout_count_(n)
#define _Inout_count_c_(n)
#define _Inout_count_x_(n)
#define _Inout_opt_bytecap_(n)
#define _Inout_opt_bytecap_c_(n)
#define _Inout_opt_bytecap_x_(n)
#define _Inout_opt_bytecount_(n)
#define _Inout_opt_bytecount_c_(n)
#define _Inout_opt_bytecount_x_(n)
#define _Inout_opt_cap_(n)
#define _Inout_opt_cap_c_(n)
#define _Inout_opt_cap_x_(n)
#define _Inout_opt_count_(n)
#define _Inout_opt_count_c_(n)
#define _Inout_opt_count_x_(n)
#define _Inout_opt_ptrdiff_count_(n)
#define _Inout_opt_z_bytecap_(n)
#define _Inout_opt_z_bytecap_c_(n)
#define _Inout_opt_z_bytecap_x_(n)
#define _Inout_opt_z_bytecount_(n)
#define _Inout_opt_z_bytecount_c_(n)
#define _Inout_opt_z_cap_(n)
#define _Inout_opt_z_cap_c_(n)
#define _Inout_opt_z_cap_x_(n)
#define _Inout_opt_z_count_(n)
#define _Inout_opt_z_count_c_(n)
#define _Inout_ptrdiff_count_(n)
#define _Inout_z_bytecap_(n)
#define _Inout_z_bytecap_c_(n)
#define _Inout_z_bytecap_x_(n)
#define _Inout_z_bytecount_(n)
#define _Inout_z_bytecount_c_(n)
#define _Inout_z_cap_(n)
#define _Inout_z_cap_c_(n)
#define _Inout_z_cap_x_(n)
#define _Inout_z_count_(n)
#define _Inout_z_count_c_(n)
#define _Out_bytecap_(n)
#define _Out_bytecap_c_(n)
#define _Out_bytecap_post_bytecount_(n, c)
#define _Out_bytecap_x_(n)
#define _Out_bytecapcount_(n)
#define _Out_bytecapcount_x_(n)
#define _Out_cap_(n)
#define _Out_cap_c_(n)
#define _Out_cap_m_(n, c)
#define _Out_cap_post_count_(n, c)
#define _Out_cap_x_(n)
#define _Out_capcount_(n)
#define _Out_capcount_x_(n)
#define _Out_opt_bytecap_(n)
#define _Out_opt_bytecap_c_(n)
#define _Out_opt_bytecap_post_bytecount_(n, c)
#define _Out_opt_bytecap_x_(n)
#define _Out_opt_bytecapcount_(n)
#define _Out_opt_bytecapcount_x_(n)
#define _Out_opt_cap_(n)
#define _Out_opt_cap_c_(n)
#define _Out_opt_cap_m_(n, c)
#define _Out_opt_cap_post_count_(n, c)
#define _Out_opt_cap_x_(n)
#define _Out_opt_capcount_(n)
#define _Out_opt_capcount_x_(n)
#define _Out_opt_ptrdiff_cap_(n)
#define _Out_opt_z_bytecap_(n)
#define _Out_opt_z_bytecap_c_(n)
#define _Out_opt_z_bytecap_post_bytecount_(n, c)
#define _Out_opt_z_bytecap_x_(n)
#define _Out_opt_z_bytecapcount_(n)
#define _Out_opt_z_cap_(n)
#define _Out_opt_z_cap_c_(n)
#define _Out_opt_z_cap_m_(n, c)
#define _Out_opt_z_cap_post_count_(n, c)
#define _Out_opt_z_cap_x_(n)
#define _Out_opt_z_capcount_(n)
#define _Out_ptrdiff_cap_(n)
#define _Out_z_bytecap_(n)
#define _Out_z_bytecap_c_(n)
#define _Out_z_bytecap_post_bytecount_(n, c)
#define _Out_z_bytecap_x_(n)
#define _Out_z_bytecapcount_(n)
#define _Out_z_cap_(n)
#define _Out_z_cap_c_(n)
#define _Out_z_cap_m_(n, c)
#define _Out_z_cap_post_count_(n, c)
#define _Out_z_cap_x_(n)
#define _Out_z_capcount_(n)
#define _Readable_bytes_(n)
#define _Readable_elements_(n)
#define _Writable_bytes_(n)
#define _Writable_elements_(n)
/* Of older drivers; Linux's headers have other uses for such names. */
#ifndef __KERNEL__
#define __in
#define __in_opt
#define __in_bcount(n)
#define __in_bcount_opt(n)
#define __in_ecount(n)
#define __in_ecount_opt(n)
#define __out
#define __out_opt
#define __out_bcount(n)
#define __out_bcount_opt(n)
#define __out_ecount(n)
#define __out_ecount_opt(n)
#define __inout
#define __inout_opt
#define __inout_bcount(n)
#define __inout_ecount(n)
#define __deref_out
#define __deref_out_opt
#define __bcount(n)
#define __bcount_opt(n)
#define __blocksOn(n)
#define __byte_readableTo(n)
#define __byte_writableTo(n)
#define __callback
#define __checkReturn
#define __control_entrypoint(n)
#define __data_entrypoint(n)
#define __deref
#define __deref_bcount(n)
#define __deref_bcount_opt(n)
#define __deref_ecount(n)
#define __deref_ecount_opt(n)
#define __deref_in
#define __deref_in_bcount(n)
#define __deref_in_bcount_opt(n)
#define __deref_in_ecount(n)
#define __deref_in_ecount_opt(n)
#define __deref_in_opt
#define __deref_inout
#define __deref_inout_bcount(n)
#define __deref_inout_bcount_full(n)
#define __deref_inout_bcount_full_opt(n)
#define __deref_inout_bcount_nz(n)
#define __deref_inout_bcount_nz_opt(n)
#define __deref_inout_bcount_opt(n)
#define __deref_inout_bcount_part(n, c)
#define __deref_inout_bcount_part_opt(n, c)
#define __deref_inout_bcount_z(n)
#define __deref_inout_bcount_z_opt(n)
#define __deref_inout_ecount(n)
#define __deref_inout_ecount_full(n)
#define __deref_inout_ecount_full_opt(n)
#define __deref_inout_ecount_nz(n)
#define __deref_inout_ecount_nz_opt(n)
#define __deref_inout_ecount_opt(n)
#define __deref_inout_ecount_part(n, c)
#define __deref_inout_ecount_part_opt(n, c)
#define __deref_inout_ecount_z(n)
#define __deref_inout_ecount_z_opt(n)
#define __deref_inout_nz
#define __deref_inout_nz_opt
#define __deref_inout_opt
#define __deref_inout_z
#define __deref_inout_z_opt
#define __deref_opt_bcount(n)
#define __deref_opt_bcount_opt(n)
#define __deref_opt_ecount(n)
#define __deref_opt_ecount_opt(n)
#define __deref_opt_in
#define __deref_opt_in_bcount(n)
#define __deref_opt_in_bcount_opt(n)
#define __deref_opt_in_ecount(n)
#define __deref_opt_in_ecount_opt(n)
#define __deref_opt_in_opt
#define __deref_opt_inout
#define __deref_opt_inout_bcount(n)
#define __deref_opt_inout_bcount_full(n)
#define __deref_opt_inout_bcount_full_opt(n)
#define __deref_opt_inout_bcount_nz(n)
#define __deref_opt_inout_bcount_nz_opt(n)
#define __deref_opt_inout_bcount_opt(n)
#define __deref_opt_inout_bcount_part(n, c)
#define __deref_opt_inout_bcount_part_opt(n, c)
#define __deref_opt_inout_bcount_z(n)
#define __deref_opt_inout_bcount_z_opt(n)
#define __deref_opt_inout_ecount(n)
#define __deref_opt_inout_ecount_full(n)
#define __deref_opt_inout_ecount_full_opt(n)
#define __deref_opt_inout_ecount_nz(n)
#define __deref_opt_inout_ecount_nz_opt(n)
#define __deref_opt_inout_ecount_opt(n)
#define __deref_opt_inout_ecount_part(n, c)
#define __deref_opt_inout_ecount_part_opt(n, c)
#define __deref_opt_inout_ecount_z(n)
#define __deref_opt_inout_ecount_z_opt(n)
#define __deref_opt_inout_nz
#define __deref_opt_inout_nz_opt
#define __deref_opt_inout_opt
#define __deref_opt_inout_z
#define __deref_opt_inout_z_opt
#define __deref_opt_out
#define __deref_opt_out_bcount(n)
#define __deref_opt_out_bcount_full(n)
#define __deref_opt_out_bcount_full_opt(n)
#define __deref_opt_out_bcount_nz_opt(n)
#define __deref_opt_out_bcount_opt(n)
#define __deref_opt_out_bcount_part(n, c)
#define __deref_opt_out_bcount_part_opt(n, c)
#define __deref_opt_out_bcount_z_opt(n)
#define __deref_opt_out_ecount(n)
#define __deref_opt_out_ecount_full(n)
#define __deref_opt_out_ecount_full_opt(n)
#define __deref_opt_out_ecount_nz_opt(n)
#define __deref_opt_out_ecount_opt(n)
#define __deref_opt_out_ecount_part(n, c)
#define __deref_opt_out_ecount_part_opt(n, c)
#define __deref_opt_out_ecount_z_opt(n)
#define __deref_opt_out_nz_opt
#define __deref_opt_out_opt
#define __deref_opt_out_z
#define __deref_opt_out_z_opt
#define __deref_out_bcount(n)
#define __deref_out_bcount_full(n)
#define __deref_out_bcount_full_opt(n)
#define __deref_out_bcount_nz(n)
#define __deref_out_bcount_nz_opt(n)
#define __deref_out_bcount_opt(n)
#define __deref_out_bcount_part(n, c)
#define __deref_out_bcount_part_opt(n, c)
#define __deref_out_bcount_z(n)
#define __deref_out_bcount_z_opt(n)
#define __deref_out_ecount(n)
#define __deref_out_ecount_full(n)
#define __deref_out_ecount_full_opt(n)
#define __deref_out_ecount_nz(n)
#define __deref_out_ecount_nz_opt(n)
#define __deref_out_ecount_opt(n)
#define __deref_out_ecount_part(n, c)
#define __deref_out_ecount_part_opt(n, c)
#define __deref_out_ecount_z(n)
#define __deref_out_ecount_z_opt(n)
#define __deref_out_nz
#define __deref_out_nz_opt
#define __deref_out_z
#define __deref_out_z_opt
#define __ecount(n)
#define __ecount_opt(n)
#define __elem_readableTo(n)
#define __elem_writableTo(n)
#define __encoded_pointer
#define __exceptthat
#define __fallthrough
#define __format_string
#define __in_awcount(n, c)
#define __in_bcount_nz(n)
#define __in_bcount_nz_opt(n)
#define __in_bcount_z(n)
#define __in_bcount_z_opt(n)
#define __in_ecount_nz(n)
#define __in_ecount_nz_opt(n)
#define __in_ecount_z(n)
#define __in_ecount_z_opt(n)
#define __in_nz
#define __in_nz_opt
#define __in_z
#define __in_z_opt
#define __inout_bcount_full(n)
#define __inout_bcount_full_opt(n)
#define __inout_bcount_nz(n)
#define __inout_bcount_nz_opt(n)
#define __inout_bcount_opt(n)
#define __inout_bcount_part(n, c)
#define __inout_bcount_part_opt(n, c)
#define __inout_bcount_z(n)
#define __inout_bcount_z_opt(n)
#define __inout_ecount_full(n)
#define __inout_ecount_full_opt(n)
#define __inout_ecount_nz(n)
#define __inout_ecount_nz_opt(n)
#define __inout_ecount_opt(n)
#define __inout_ecount_part(n, c)
#define __inout_ecount_part_opt(n, c)
#define __inout_ecount_z(n)
#define __inout_ecount_z_opt(n)
#define __inout_nz
#define __inout_nz_opt
#define __inout_z
#define __inout_z_opt
#define __kernel_code
#define __kernel_driver
#define __maybenull
#define __maybereadonly
#define __maybevalid
#define __notnull
#define __notreadonly
#define __notvalid
#define __nullnullterminated
#define __nullterminated
#define __out_awcount(n, c)
#define __out_bcount_full(n)
#define __out_bcount_full_opt(n)
#define __out_bcount_full_z(n)
#define __out_bcount_full_z_opt(n)
#define __out_bcount_nz(n)
#define __out_bcount_nz_opt(n)
#define __out_bcount_part(n, c)
#define __out_bcount_part_opt(n, c)
#define __out_bcount_part_z(n, c)
#define __out_bcount_part_z_opt(n, c)
#define __out_bcount_z(n)
#define __out_bcount_z_opt(n)
#define __out_ecount_full(n)
#define __out_ecount_full_opt(n)
#define __out_ecount_full_z(n)
#define __out_ecount_full_z_opt(n)
#define __out_ecount_nz(n)
#define __out_ecount_nz_opt(n)
#define __out_ecount_part(n, c)
#define __out_ecount_part_opt(n, c)
#define __out_ecount_part_z(n, c)
#define __out_ecount_part_z_opt(n, c)
#define __out_ecount_z(n)
#define __out_ecount_z_opt(n)
#define __out_nz
#define __out_nz_opt
#define __out_z
#define __out_z_opt
#define __override
#define __post
#define __postcond(n)
#define __pre
#define __precond(n)
#define __range(n, c)
#define __readableTo(n)
#define __readonly
#define __refparam
#define __reserved
#define __success(n)
#define __typefix(n)
#define __user_code
#define __user_driver
#define __valid
#define __writableTo(n)
#endif
#define __analysis_assume(e)
#define __analysis_assert(e)

#endif
