Function AGENT_TOKENS(steps, start_tokens, tool_tokens, reply_tokens, Optional retry_share)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        AGENT_TOKENS = XLPy.CallUDF("outlay_addin.udfs", "AGENT_TOKENS", Array(steps, start_tokens, tool_tokens, reply_tokens, retry_share), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        AGENT_TOKENS = XLPy.CallUDF("outlay_addin.udfs", "AGENT_TOKENS", Array(steps, start_tokens, tool_tokens, reply_tokens, retry_share))
        Exit Function
    #End If
failed:
    AGENT_TOKENS = Err.Description
End Function

Function AI_SHARE(ai_cost, revenue)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        AI_SHARE = XLPy.CallUDF("outlay_addin.udfs", "AI_SHARE", Array(ai_cost, revenue), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        AI_SHARE = XLPy.CallUDF("outlay_addin.udfs", "AI_SHARE", Array(ai_cost, revenue))
        Exit Function
    #End If
failed:
    AI_SHARE = Err.Description
End Function

Function API_COST(model, tokens_in, tokens_out, Optional as_of, Optional cached_share, Optional batch_share, Optional reasoning_tokens, Optional cache_write_share, Optional price_cache_write)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        API_COST = XLPy.CallUDF("outlay_addin.udfs", "API_COST", Array(model, tokens_in, tokens_out, as_of, cached_share, batch_share, reasoning_tokens, cache_write_share, price_cache_write), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        API_COST = XLPy.CallUDF("outlay_addin.udfs", "API_COST", Array(model, tokens_in, tokens_out, as_of, cached_share, batch_share, reasoning_tokens, cache_write_share, price_cache_write))
        Exit Function
    #End If
failed:
    API_COST = Err.Description
End Function

Function API_PRICE(model, item, Optional as_of)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        API_PRICE = XLPy.CallUDF("outlay_addin.udfs", "API_PRICE", Array(model, item, as_of), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        API_PRICE = XLPy.CallUDF("outlay_addin.udfs", "API_PRICE", Array(model, item, as_of))
        Exit Function
    #End If
failed:
    API_PRICE = Err.Description
End Function

Function CAC_PAYBACK(cac, arpu_month, gross_margin)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        CAC_PAYBACK = XLPy.CallUDF("outlay_addin.udfs", "CAC_PAYBACK", Array(cac, arpu_month, gross_margin), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        CAC_PAYBACK = XLPy.CallUDF("outlay_addin.udfs", "CAC_PAYBACK", Array(cac, arpu_month, gross_margin))
        Exit Function
    #End If
failed:
    CAC_PAYBACK = Err.Description
End Function

Function CHAT_TOKENS(turns, system_tokens, user_tokens, reply_tokens)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        CHAT_TOKENS = XLPy.CallUDF("outlay_addin.udfs", "CHAT_TOKENS", Array(turns, system_tokens, user_tokens, reply_tokens), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        CHAT_TOKENS = XLPy.CallUDF("outlay_addin.udfs", "CHAT_TOKENS", Array(turns, system_tokens, user_tokens, reply_tokens))
        Exit Function
    #End If
failed:
    CHAT_TOKENS = Err.Description
End Function

Function COMMIT_COST(usage, committed, commit_price, list_price)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        COMMIT_COST = XLPy.CallUDF("outlay_addin.udfs", "COMMIT_COST", Array(usage, committed, commit_price, list_price), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        COMMIT_COST = XLPy.CallUDF("outlay_addin.udfs", "COMMIT_COST", Array(usage, committed, commit_price, list_price))
        Exit Function
    #End If
failed:
    COMMIT_COST = Err.Description
End Function

Function COMPUTE_SHARE(compute_spend, capital_raised)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        COMPUTE_SHARE = XLPy.CallUDF("outlay_addin.udfs", "COMPUTE_SHARE", Array(compute_spend, capital_raised), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        COMPUTE_SHARE = XLPy.CallUDF("outlay_addin.udfs", "COMPUTE_SHARE", Array(compute_spend, capital_raised))
        Exit Function
    #End If
failed:
    COMPUTE_SHARE = Err.Description
End Function

Function DECLINE_MONTHS_10X(price_from, price_to, months)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DECLINE_MONTHS_10X = XLPy.CallUDF("outlay_addin.udfs", "DECLINE_MONTHS_10X", Array(price_from, price_to, months), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DECLINE_MONTHS_10X = XLPy.CallUDF("outlay_addin.udfs", "DECLINE_MONTHS_10X", Array(price_from, price_to, months))
        Exit Function
    #End If
failed:
    DECLINE_MONTHS_10X = Err.Description
End Function

Function DECLINE_RATE(price_from, price_to, months)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DECLINE_RATE = XLPy.CallUDF("outlay_addin.udfs", "DECLINE_RATE", Array(price_from, price_to, months), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DECLINE_RATE = XLPy.CallUDF("outlay_addin.udfs", "DECLINE_RATE", Array(price_from, price_to, months))
        Exit Function
    #End If
failed:
    DECLINE_RATE = Err.Description
End Function

Function DECODE_SECONDS(params, tokens_out, gpu, Optional gpus, Optional batch, Optional bytes_per_param, Optional context, Optional kv_bytes_per_token, Optional flop_efficiency, Optional bandwidth_efficiency, Optional params_total, Optional precision)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        DECODE_SECONDS = XLPy.CallUDF("outlay_addin.udfs", "DECODE_SECONDS", Array(params, tokens_out, gpu, gpus, batch, bytes_per_param, context, kv_bytes_per_token, flop_efficiency, bandwidth_efficiency, params_total, precision), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        DECODE_SECONDS = XLPy.CallUDF("outlay_addin.udfs", "DECODE_SECONDS", Array(params, tokens_out, gpu, gpus, batch, bytes_per_param, context, kv_bytes_per_token, flop_efficiency, bandwidth_efficiency, params_total, precision))
        Exit Function
    #End If
failed:
    DECODE_SECONDS = Err.Description
End Function

Function EMBED_COST(documents, tokens_per_document, price, Optional refreshes)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        EMBED_COST = XLPy.CallUDF("outlay_addin.udfs", "EMBED_COST", Array(documents, tokens_per_document, price, refreshes), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        EMBED_COST = XLPy.CallUDF("outlay_addin.udfs", "EMBED_COST", Array(documents, tokens_per_document, price, refreshes))
        Exit Function
    #End If
failed:
    EMBED_COST = Err.Description
End Function

Function GPUS_NEEDED(memory_gb, gpu, Optional usable)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        GPUS_NEEDED = XLPy.CallUDF("outlay_addin.udfs", "GPUS_NEEDED", Array(memory_gb, gpu, usable), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        GPUS_NEEDED = XLPy.CallUDF("outlay_addin.udfs", "GPUS_NEEDED", Array(memory_gb, gpu, usable))
        Exit Function
    #End If
failed:
    GPUS_NEEDED = Err.Description
End Function

Function GPU_SPEC(gpu, field)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        GPU_SPEC = XLPy.CallUDF("outlay_addin.udfs", "GPU_SPEC", Array(gpu, field), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        GPU_SPEC = XLPy.CallUDF("outlay_addin.udfs", "GPU_SPEC", Array(gpu, field))
        Exit Function
    #End If
failed:
    GPU_SPEC = Err.Description
End Function

Function GROSS_MARGIN_AI(revenue, ai_cost, other_cogs)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        GROSS_MARGIN_AI = XLPy.CallUDF("outlay_addin.udfs", "GROSS_MARGIN_AI", Array(revenue, ai_cost, other_cogs), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        GROSS_MARGIN_AI = XLPy.CallUDF("outlay_addin.udfs", "GROSS_MARGIN_AI", Array(revenue, ai_cost, other_cogs))
        Exit Function
    #End If
failed:
    GROSS_MARGIN_AI = Err.Description
End Function

Function INFER_COST(params, tokens_in, tokens_out, gpu, price_gpu_hour, Optional utilisation, Optional gpus, Optional batch, Optional bytes_per_param, Optional context, Optional kv_bytes_per_token, Optional flop_efficiency, Optional bandwidth_efficiency, Optional params_total, Optional precision)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        INFER_COST = XLPy.CallUDF("outlay_addin.udfs", "INFER_COST", Array(params, tokens_in, tokens_out, gpu, price_gpu_hour, utilisation, gpus, batch, bytes_per_param, context, kv_bytes_per_token, flop_efficiency, bandwidth_efficiency, params_total, precision), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        INFER_COST = XLPy.CallUDF("outlay_addin.udfs", "INFER_COST", Array(params, tokens_in, tokens_out, gpu, price_gpu_hour, utilisation, gpus, batch, bytes_per_param, context, kv_bytes_per_token, flop_efficiency, bandwidth_efficiency, params_total, precision))
        Exit Function
    #End If
failed:
    INFER_COST = Err.Description
End Function

Function INFER_FLOPS(params, tokens_in, tokens_out)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        INFER_FLOPS = XLPy.CallUDF("outlay_addin.udfs", "INFER_FLOPS", Array(params, tokens_in, tokens_out), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        INFER_FLOPS = XLPy.CallUDF("outlay_addin.udfs", "INFER_FLOPS", Array(params, tokens_in, tokens_out))
        Exit Function
    #End If
failed:
    INFER_FLOPS = Err.Description
End Function

Function INFER_LATENCY(params, tokens_in, tokens_out, gpu, Optional gpus, Optional batch, Optional bytes_per_param, Optional context, Optional kv_bytes_per_token, Optional flop_efficiency, Optional bandwidth_efficiency, Optional params_total, Optional precision)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        INFER_LATENCY = XLPy.CallUDF("outlay_addin.udfs", "INFER_LATENCY", Array(params, tokens_in, tokens_out, gpu, gpus, batch, bytes_per_param, context, kv_bytes_per_token, flop_efficiency, bandwidth_efficiency, params_total, precision), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        INFER_LATENCY = XLPy.CallUDF("outlay_addin.udfs", "INFER_LATENCY", Array(params, tokens_in, tokens_out, gpu, gpus, batch, bytes_per_param, context, kv_bytes_per_token, flop_efficiency, bandwidth_efficiency, params_total, precision))
        Exit Function
    #End If
failed:
    INFER_LATENCY = Err.Description
End Function

Function INFER_MEMORY(params_total, Optional bytes_per_param, Optional context, Optional batch, Optional kv_bytes_per_token)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        INFER_MEMORY = XLPy.CallUDF("outlay_addin.udfs", "INFER_MEMORY", Array(params_total, bytes_per_param, context, batch, kv_bytes_per_token), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        INFER_MEMORY = XLPy.CallUDF("outlay_addin.udfs", "INFER_MEMORY", Array(params_total, bytes_per_param, context, batch, kv_bytes_per_token))
        Exit Function
    #End If
failed:
    INFER_MEMORY = Err.Description
End Function

Function INFER_TOKENS_SEC(params, tokens_in, tokens_out, gpu, Optional gpus, Optional batch, Optional bytes_per_param, Optional context, Optional kv_bytes_per_token, Optional flop_efficiency, Optional bandwidth_efficiency, Optional params_total, Optional precision)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        INFER_TOKENS_SEC = XLPy.CallUDF("outlay_addin.udfs", "INFER_TOKENS_SEC", Array(params, tokens_in, tokens_out, gpu, gpus, batch, bytes_per_param, context, kv_bytes_per_token, flop_efficiency, bandwidth_efficiency, params_total, precision), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        INFER_TOKENS_SEC = XLPy.CallUDF("outlay_addin.udfs", "INFER_TOKENS_SEC", Array(params, tokens_in, tokens_out, gpu, gpus, batch, bytes_per_param, context, kv_bytes_per_token, flop_efficiency, bandwidth_efficiency, params_total, precision))
        Exit Function
    #End If
failed:
    INFER_TOKENS_SEC = Err.Description
End Function

Function KV_BYTES(layers, kv_heads, head_dim, Optional bytes)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        KV_BYTES = XLPy.CallUDF("outlay_addin.udfs", "KV_BYTES", Array(layers, kv_heads, head_dim, bytes), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        KV_BYTES = XLPy.CallUDF("outlay_addin.udfs", "KV_BYTES", Array(layers, kv_heads, head_dim, bytes))
        Exit Function
    #End If
failed:
    KV_BYTES = Err.Description
End Function

Function LTV_GROSS(arpu_month, gross_margin, churn_month)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        LTV_GROSS = XLPy.CallUDF("outlay_addin.udfs", "LTV_GROSS", Array(arpu_month, gross_margin, churn_month), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        LTV_GROSS = XLPy.CallUDF("outlay_addin.udfs", "LTV_GROSS", Array(arpu_month, gross_margin, churn_month))
        Exit Function
    #End If
failed:
    LTV_GROSS = Err.Description
End Function

Function MAX_BATCH(params_total, gpu, gpus, context, kv_bytes_per_token, Optional bytes_per_param, Optional usable)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        MAX_BATCH = XLPy.CallUDF("outlay_addin.udfs", "MAX_BATCH", Array(params_total, gpu, gpus, context, kv_bytes_per_token, bytes_per_param, usable), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        MAX_BATCH = XLPy.CallUDF("outlay_addin.udfs", "MAX_BATCH", Array(params_total, gpu, gpus, context, kv_bytes_per_token, bytes_per_param, usable))
        Exit Function
    #End If
failed:
    MAX_BATCH = Err.Description
End Function

Function MAX_TOKENS_USER(plan_price, price_per_mtoken, Optional target_margin, Optional other_cogs_share)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        MAX_TOKENS_USER = XLPy.CallUDF("outlay_addin.udfs", "MAX_TOKENS_USER", Array(plan_price, price_per_mtoken, target_margin, other_cogs_share), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        MAX_TOKENS_USER = XLPy.CallUDF("outlay_addin.udfs", "MAX_TOKENS_USER", Array(plan_price, price_per_mtoken, target_margin, other_cogs_share))
        Exit Function
    #End If
failed:
    MAX_TOKENS_USER = Err.Description
End Function

Function MODEL_TOKENS_SEC(model, tokens_in, tokens_out, gpu, Optional gpus, Optional batch, Optional precision)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        MODEL_TOKENS_SEC = XLPy.CallUDF("outlay_addin.udfs", "MODEL_TOKENS_SEC", Array(model, tokens_in, tokens_out, gpu, gpus, batch, precision), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        MODEL_TOKENS_SEC = XLPy.CallUDF("outlay_addin.udfs", "MODEL_TOKENS_SEC", Array(model, tokens_in, tokens_out, gpu, gpus, batch, precision))
        Exit Function
    #End If
failed:
    MODEL_TOKENS_SEC = Err.Description
End Function

Function MONTHLY_RATE(annual_rate)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        MONTHLY_RATE = XLPy.CallUDF("outlay_addin.udfs", "MONTHLY_RATE", Array(annual_rate), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        MONTHLY_RATE = XLPy.CallUDF("outlay_addin.udfs", "MONTHLY_RATE", Array(annual_rate))
        Exit Function
    #End If
failed:
    MONTHLY_RATE = Err.Description
End Function

Function OFFER_PRICE(gpu, provider, Optional term, Optional as_of)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        OFFER_PRICE = XLPy.CallUDF("outlay_addin.udfs", "OFFER_PRICE", Array(gpu, provider, term, as_of), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        OFFER_PRICE = XLPy.CallUDF("outlay_addin.udfs", "OFFER_PRICE", Array(gpu, provider, term, as_of))
        Exit Function
    #End If
failed:
    OFFER_PRICE = Err.Description
End Function

Function OUTLAY(model_file, output_name, Optional name1, Optional value1, Optional name2, Optional value2, Optional name3, Optional value3, Optional name4, Optional value4, Optional name5, Optional value5, Optional name6, Optional value6, Optional name7, Optional value7, Optional name8, Optional value8, Optional name9, Optional value9, Optional name10, Optional value10, Optional name11, Optional value11, Optional name12, Optional value12, Optional name13, Optional value13, Optional name14, Optional value14, Optional name15, Optional value15, Optional name16, Optional value16, Optional name17, Optional value17, Optional name18, Optional value18, Optional name19, Optional value19, Optional name20, Optional value20)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        OUTLAY = XLPy.CallUDF("outlay_addin.udfs", "OUTLAY", Array(model_file, output_name, name1, value1, name2, value2, name3, value3, name4, value4, name5, value5, name6, value6, name7, value7, name8, value8, name9, value9, name10, value10, name11, value11, name12, value12, name13, value13, name14, value14, name15, value15, name16, value16, name17, value17, name18, value18, name19, value19, name20, value20), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        OUTLAY = XLPy.CallUDF("outlay_addin.udfs", "OUTLAY", Array(model_file, output_name, name1, value1, name2, value2, name3, value3, name4, value4, name5, value5, name6, value6, name7, value7, name8, value8, name9, value9, name10, value10, name11, value11, name12, value12, name13, value13, name14, value14, name15, value15, name16, value16, name17, value17, name18, value18, name19, value19, name20, value20))
        Exit Function
    #End If
failed:
    OUTLAY = Err.Description
End Function

Function OUTLAY_TABLE(model_file, Optional scenario)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        OUTLAY_TABLE = XLPy.CallUDF("outlay_addin.udfs", "OUTLAY_TABLE", Array(model_file, scenario), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        OUTLAY_TABLE = XLPy.CallUDF("outlay_addin.udfs", "OUTLAY_TABLE", Array(model_file, scenario))
        Exit Function
    #End If
failed:
    OUTLAY_TABLE = Err.Description
End Function

Function OUTLAY_VERSION()
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        OUTLAY_VERSION = XLPy.CallUDF("outlay_addin.udfs", "OUTLAY_VERSION", Array(), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        OUTLAY_VERSION = XLPy.CallUDF("outlay_addin.udfs", "OUTLAY_VERSION", Array())
        Exit Function
    #End If
failed:
    OUTLAY_VERSION = Err.Description
End Function

Function OUTLAY_WHY(function_name, Optional argument1, Optional argument2, Optional argument3, Optional argument4, Optional argument5, Optional argument6, Optional argument7, Optional argument8, Optional argument9, Optional argument10, Optional argument11, Optional argument12, Optional argument13, Optional argument14, Optional argument15, Optional argument16, Optional argument17, Optional argument18, Optional argument19, Optional argument20, Optional argument21, Optional argument22, Optional argument23, Optional argument24, Optional argument25, Optional argument26, Optional argument27, Optional argument28, Optional argument29, Optional argument30)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        OUTLAY_WHY = XLPy.CallUDF("outlay_addin.udfs", "OUTLAY_WHY", Array(function_name, argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8, argument9, argument10, argument11, argument12, argument13, argument14, argument15, argument16, argument17, argument18, argument19, argument20, argument21, argument22, argument23, argument24, argument25, argument26, argument27, argument28, argument29, argument30), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        OUTLAY_WHY = XLPy.CallUDF("outlay_addin.udfs", "OUTLAY_WHY", Array(function_name, argument1, argument2, argument3, argument4, argument5, argument6, argument7, argument8, argument9, argument10, argument11, argument12, argument13, argument14, argument15, argument16, argument17, argument18, argument19, argument20, argument21, argument22, argument23, argument24, argument25, argument26, argument27, argument28, argument29, argument30))
        Exit Function
    #End If
failed:
    OUTLAY_WHY = Err.Description
End Function

Function OWN_BREAKEVEN(capex, own_per_month, rent_per_month)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        OWN_BREAKEVEN = XLPy.CallUDF("outlay_addin.udfs", "OWN_BREAKEVEN", Array(capex, own_per_month, rent_per_month), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        OWN_BREAKEVEN = XLPy.CallUDF("outlay_addin.udfs", "OWN_BREAKEVEN", Array(capex, own_per_month, rent_per_month))
        Exit Function
    #End If
failed:
    OWN_BREAKEVEN = Err.Description
End Function

Function OWN_GPU_HOUR(purchase, years, watts, Optional utilisation, Optional price_kwh, Optional pue, Optional overhead, Optional residual_share, Optional rate_year, Optional opex_per_year)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        OWN_GPU_HOUR = XLPy.CallUDF("outlay_addin.udfs", "OWN_GPU_HOUR", Array(purchase, years, watts, utilisation, price_kwh, pue, overhead, residual_share, rate_year, opex_per_year), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        OWN_GPU_HOUR = XLPy.CallUDF("outlay_addin.udfs", "OWN_GPU_HOUR", Array(purchase, years, watts, utilisation, price_kwh, pue, overhead, residual_share, rate_year, opex_per_year))
        Exit Function
    #End If
failed:
    OWN_GPU_HOUR = Err.Description
End Function

Function PEAK_GPUS(requests_per_sec, gpu_seconds_per_request, Optional peak_factor, Optional target_utilisation)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PEAK_GPUS = XLPy.CallUDF("outlay_addin.udfs", "PEAK_GPUS", Array(requests_per_sec, gpu_seconds_per_request, peak_factor, target_utilisation), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        PEAK_GPUS = XLPy.CallUDF("outlay_addin.udfs", "PEAK_GPUS", Array(requests_per_sec, gpu_seconds_per_request, peak_factor, target_utilisation))
        Exit Function
    #End If
failed:
    PEAK_GPUS = Err.Description
End Function

Function PEAK_MULTIPLE(peak_factor, Optional elastic_share)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PEAK_MULTIPLE = XLPy.CallUDF("outlay_addin.udfs", "PEAK_MULTIPLE", Array(peak_factor, elastic_share), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        PEAK_MULTIPLE = XLPy.CallUDF("outlay_addin.udfs", "PEAK_MULTIPLE", Array(peak_factor, elastic_share))
        Exit Function
    #End If
failed:
    PEAK_MULTIPLE = Err.Description
End Function

Function PLAN_FLOOR(tokens_per_user_month, price_per_mtoken, Optional target_margin, Optional other_cogs_share)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PLAN_FLOOR = XLPy.CallUDF("outlay_addin.udfs", "PLAN_FLOOR", Array(tokens_per_user_month, price_per_mtoken, target_margin, other_cogs_share), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        PLAN_FLOOR = XLPy.CallUDF("outlay_addin.udfs", "PLAN_FLOOR", Array(tokens_per_user_month, price_per_mtoken, target_margin, other_cogs_share))
        Exit Function
    #End If
failed:
    PLAN_FLOOR = Err.Description
End Function

Function POWER_COST(watts, hours, Optional price_kwh, Optional pue)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        POWER_COST = XLPy.CallUDF("outlay_addin.udfs", "POWER_COST", Array(watts, hours, price_kwh, pue), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        POWER_COST = XLPy.CallUDF("outlay_addin.udfs", "POWER_COST", Array(watts, hours, price_kwh, pue))
        Exit Function
    #End If
failed:
    POWER_COST = Err.Description
End Function

Function PREFILL_SECONDS(params, tokens_in, gpu, Optional gpus, Optional batch, Optional flop_efficiency, Optional precision)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PREFILL_SECONDS = XLPy.CallUDF("outlay_addin.udfs", "PREFILL_SECONDS", Array(params, tokens_in, gpu, gpus, batch, flop_efficiency, precision), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        PREFILL_SECONDS = XLPy.CallUDF("outlay_addin.udfs", "PREFILL_SECONDS", Array(params, tokens_in, gpu, gpus, batch, flop_efficiency, precision))
        Exit Function
    #End If
failed:
    PREFILL_SECONDS = Err.Description
End Function

Function PRICE_DECLINE(price, factor, every_months, months)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        PRICE_DECLINE = XLPy.CallUDF("outlay_addin.udfs", "PRICE_DECLINE", Array(price, factor, every_months, months), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        PRICE_DECLINE = XLPy.CallUDF("outlay_addin.udfs", "PRICE_DECLINE", Array(price, factor, every_months, months))
        Exit Function
    #End If
failed:
    PRICE_DECLINE = Err.Description
End Function

Function QUANT_SPEEDUP(bits_from, bits_to, Optional affected_share)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        QUANT_SPEEDUP = XLPy.CallUDF("outlay_addin.udfs", "QUANT_SPEEDUP", Array(bits_from, bits_to, affected_share), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        QUANT_SPEEDUP = XLPy.CallUDF("outlay_addin.udfs", "QUANT_SPEEDUP", Array(bits_from, bits_to, affected_share))
        Exit Function
    #End If
failed:
    QUANT_SPEEDUP = Err.Description
End Function

Function RESERVE_BREAKEVEN(list_price, reserved_price)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        RESERVE_BREAKEVEN = XLPy.CallUDF("outlay_addin.udfs", "RESERVE_BREAKEVEN", Array(list_price, reserved_price), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        RESERVE_BREAKEVEN = XLPy.CallUDF("outlay_addin.udfs", "RESERVE_BREAKEVEN", Array(list_price, reserved_price))
        Exit Function
    #End If
failed:
    RESERVE_BREAKEVEN = Err.Description
End Function

Function SELF_HOST_PRICE(tokens_per_sec, gpus, price_gpu_hour, Optional utilisation)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SELF_HOST_PRICE = XLPy.CallUDF("outlay_addin.udfs", "SELF_HOST_PRICE", Array(tokens_per_sec, gpus, price_gpu_hour, utilisation), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SELF_HOST_PRICE = XLPy.CallUDF("outlay_addin.udfs", "SELF_HOST_PRICE", Array(tokens_per_sec, gpus, price_gpu_hour, utilisation))
        Exit Function
    #End If
failed:
    SELF_HOST_PRICE = Err.Description
End Function

Function SERVE_PREFILL_SEC(params, layers, tokens_in, gpu, Optional gpus, Optional batch, Optional precision, Optional params_total, Optional flop_efficiency, Optional bandwidth_efficiency, Optional layer_microseconds, Optional precision_kept, Optional scaling, Optional expert_efficiency)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SERVE_PREFILL_SEC = XLPy.CallUDF("outlay_addin.udfs", "SERVE_PREFILL_SEC", Array(params, layers, tokens_in, gpu, gpus, batch, precision, params_total, flop_efficiency, bandwidth_efficiency, layer_microseconds, precision_kept, scaling, expert_efficiency), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SERVE_PREFILL_SEC = XLPy.CallUDF("outlay_addin.udfs", "SERVE_PREFILL_SEC", Array(params, layers, tokens_in, gpu, gpus, batch, precision, params_total, flop_efficiency, bandwidth_efficiency, layer_microseconds, precision_kept, scaling, expert_efficiency))
        Exit Function
    #End If
failed:
    SERVE_PREFILL_SEC = Err.Description
End Function

Function SERVE_STEP_SEC(params, layers, kv_bytes_per_token, context, gpu, Optional gpus, Optional batch, Optional precision, Optional params_total, Optional flop_efficiency, Optional bandwidth_efficiency, Optional layer_microseconds, Optional precision_kept, Optional scaling, Optional expert_efficiency)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SERVE_STEP_SEC = XLPy.CallUDF("outlay_addin.udfs", "SERVE_STEP_SEC", Array(params, layers, kv_bytes_per_token, context, gpu, gpus, batch, precision, params_total, flop_efficiency, bandwidth_efficiency, layer_microseconds, precision_kept, scaling, expert_efficiency), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SERVE_STEP_SEC = XLPy.CallUDF("outlay_addin.udfs", "SERVE_STEP_SEC", Array(params, layers, kv_bytes_per_token, context, gpu, gpus, batch, precision, params_total, flop_efficiency, bandwidth_efficiency, layer_microseconds, precision_kept, scaling, expert_efficiency))
        Exit Function
    #End If
failed:
    SERVE_STEP_SEC = Err.Description
End Function

Function SERVE_TOKENS_SEC(params, layers, kv_bytes_per_token, tokens_in, tokens_out, gpu, Optional gpus, Optional batch, Optional precision, Optional params_total, Optional usable, Optional flop_efficiency, Optional bandwidth_efficiency, Optional layer_microseconds, Optional precision_kept, Optional scaling, Optional expert_efficiency, Optional engine)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        SERVE_TOKENS_SEC = XLPy.CallUDF("outlay_addin.udfs", "SERVE_TOKENS_SEC", Array(params, layers, kv_bytes_per_token, tokens_in, tokens_out, gpu, gpus, batch, precision, params_total, usable, flop_efficiency, bandwidth_efficiency, layer_microseconds, precision_kept, scaling, expert_efficiency, engine), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        SERVE_TOKENS_SEC = XLPy.CallUDF("outlay_addin.udfs", "SERVE_TOKENS_SEC", Array(params, layers, kv_bytes_per_token, tokens_in, tokens_out, gpu, gpus, batch, precision, params_total, usable, flop_efficiency, bandwidth_efficiency, layer_microseconds, precision_kept, scaling, expert_efficiency, engine))
        Exit Function
    #End If
failed:
    SERVE_TOKENS_SEC = Err.Description
End Function

Function TIER_COST(quantity, from_range, price_range, Optional graduated)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TIER_COST = XLPy.CallUDF("outlay_addin.udfs", "TIER_COST", Array(quantity, from_range, price_range, graduated), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TIER_COST = XLPy.CallUDF("outlay_addin.udfs", "TIER_COST", Array(quantity, from_range, price_range, graduated))
        Exit Function
    #End If
failed:
    TIER_COST = Err.Description
End Function

Function TOKENS_FROM_CHARS(chars, Optional chars_per_token)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TOKENS_FROM_CHARS = XLPy.CallUDF("outlay_addin.udfs", "TOKENS_FROM_CHARS", Array(chars, chars_per_token), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TOKENS_FROM_CHARS = XLPy.CallUDF("outlay_addin.udfs", "TOKENS_FROM_CHARS", Array(chars, chars_per_token))
        Exit Function
    #End If
failed:
    TOKENS_FROM_CHARS = Err.Description
End Function

Function TOKENS_MONTH(tokens_per_active_day, active_days_per_week, Optional users, Optional weeks_per_month)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TOKENS_MONTH = XLPy.CallUDF("outlay_addin.udfs", "TOKENS_MONTH", Array(tokens_per_active_day, active_days_per_week, users, weeks_per_month), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TOKENS_MONTH = XLPy.CallUDF("outlay_addin.udfs", "TOKENS_MONTH", Array(tokens_per_active_day, active_days_per_week, users, weeks_per_month))
        Exit Function
    #End If
failed:
    TOKENS_MONTH = Err.Description
End Function

Function TOKEN_COST(tokens_in, tokens_out, price_in, price_out, Optional cached_share, Optional price_cached, Optional batch_share, Optional batch_discount, Optional reasoning_tokens, Optional cache_write_share, Optional price_cache_write)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TOKEN_COST = XLPy.CallUDF("outlay_addin.udfs", "TOKEN_COST", Array(tokens_in, tokens_out, price_in, price_out, cached_share, price_cached, batch_share, batch_discount, reasoning_tokens, cache_write_share, price_cache_write), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TOKEN_COST = XLPy.CallUDF("outlay_addin.udfs", "TOKEN_COST", Array(tokens_in, tokens_out, price_in, price_out, cached_share, price_cached, batch_share, batch_discount, reasoning_tokens, cache_write_share, price_cache_write))
        Exit Function
    #End If
failed:
    TOKEN_COST = Err.Description
End Function

Function TRAIN_COST(params, tokens, Optional gpu, Optional mfu, Optional price, Optional runs)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TRAIN_COST = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_COST", Array(params, tokens, gpu, mfu, price, runs), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TRAIN_COST = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_COST", Array(params, tokens, gpu, mfu, price, runs))
        Exit Function
    #End If
failed:
    TRAIN_COST = Err.Description
End Function

Function TRAIN_DAYS(params, tokens, gpu, gpus, Optional mfu, Optional goodput)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TRAIN_DAYS = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_DAYS", Array(params, tokens, gpu, gpus, mfu, goodput), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TRAIN_DAYS = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_DAYS", Array(params, tokens, gpu, gpus, mfu, goodput))
        Exit Function
    #End If
failed:
    TRAIN_DAYS = Err.Description
End Function

Function TRAIN_ENERGY(gpu_hours, gpu, Optional pue)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TRAIN_ENERGY = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_ENERGY", Array(gpu_hours, gpu, pue), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TRAIN_ENERGY = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_ENERGY", Array(gpu_hours, gpu, pue))
        Exit Function
    #End If
failed:
    TRAIN_ENERGY = Err.Description
End Function

Function TRAIN_FLOPS(params, tokens, Optional flop_per_param_token)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TRAIN_FLOPS = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_FLOPS", Array(params, tokens, flop_per_param_token), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TRAIN_FLOPS = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_FLOPS", Array(params, tokens, flop_per_param_token))
        Exit Function
    #End If
failed:
    TRAIN_FLOPS = Err.Description
End Function

Function TRAIN_GOODPUT(gpus, mtbf_gpu_hours, checkpoint_minutes, restart_minutes)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TRAIN_GOODPUT = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_GOODPUT", Array(gpus, mtbf_gpu_hours, checkpoint_minutes, restart_minutes), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TRAIN_GOODPUT = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_GOODPUT", Array(gpus, mtbf_gpu_hours, checkpoint_minutes, restart_minutes))
        Exit Function
    #End If
failed:
    TRAIN_GOODPUT = Err.Description
End Function

Function TRAIN_GPU_HOURS(params, tokens, Optional gpu, Optional mfu)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TRAIN_GPU_HOURS = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_GPU_HOURS", Array(params, tokens, gpu, mfu), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TRAIN_GPU_HOURS = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_GPU_HOURS", Array(params, tokens, gpu, mfu))
        Exit Function
    #End If
failed:
    TRAIN_GPU_HOURS = Err.Description
End Function

Function TRAIN_HOURS(work, Optional gpu, Optional mfu, Optional goodput)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TRAIN_HOURS = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_HOURS", Array(work, gpu, mfu, goodput), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TRAIN_HOURS = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_HOURS", Array(work, gpu, mfu, goodput))
        Exit Function
    #End If
failed:
    TRAIN_HOURS = Err.Description
End Function

Function TRAIN_MEMORY(params, Optional bytes_per_param, Optional activations_gb)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TRAIN_MEMORY = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_MEMORY", Array(params, bytes_per_param, activations_gb), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TRAIN_MEMORY = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_MEMORY", Array(params, bytes_per_param, activations_gb))
        Exit Function
    #End If
failed:
    TRAIN_MEMORY = Err.Description
End Function

Function TRAIN_TOKENS_FOR(budget, params, Optional gpu, Optional mfu, Optional price, Optional runs)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TRAIN_TOKENS_FOR = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_TOKENS_FOR", Array(budget, params, gpu, mfu, price, runs), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TRAIN_TOKENS_FOR = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_TOKENS_FOR", Array(budget, params, gpu, mfu, price, runs))
        Exit Function
    #End If
failed:
    TRAIN_TOKENS_FOR = Err.Description
End Function

Function TRAIN_WORK(params, tokens, Optional layers, Optional width, Optional context, Optional recomputed)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TRAIN_WORK = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_WORK", Array(params, tokens, layers, width, context, recomputed), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TRAIN_WORK = XLPy.CallUDF("outlay_addin.udfs", "TRAIN_WORK", Array(params, tokens, layers, width, context, recomputed))
        Exit Function
    #End If
failed:
    TRAIN_WORK = Err.Description
End Function

Function TUNE_BREAKEVEN(node_price_hour, hours_per_run, staff_per_year, hosted_per_run, Optional hours_per_year)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TUNE_BREAKEVEN = XLPy.CallUDF("outlay_addin.udfs", "TUNE_BREAKEVEN", Array(node_price_hour, hours_per_run, staff_per_year, hosted_per_run, hours_per_year), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TUNE_BREAKEVEN = XLPy.CallUDF("outlay_addin.udfs", "TUNE_BREAKEVEN", Array(node_price_hour, hours_per_run, staff_per_year, hosted_per_run, hours_per_year))
        Exit Function
    #End If
failed:
    TUNE_BREAKEVEN = Err.Description
End Function

Function TUNE_HOSTED(tokens, price_per_mtoken, Optional epochs)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TUNE_HOSTED = XLPy.CallUDF("outlay_addin.udfs", "TUNE_HOSTED", Array(tokens, price_per_mtoken, epochs), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TUNE_HOSTED = XLPy.CallUDF("outlay_addin.udfs", "TUNE_HOSTED", Array(tokens, price_per_mtoken, epochs))
        Exit Function
    #End If
failed:
    TUNE_HOSTED = Err.Description
End Function

Function TUNE_OWN(node_price_hour, hours_per_run, runs_per_year, Optional staff_per_year, Optional reserved, Optional hours_per_year)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        TUNE_OWN = XLPy.CallUDF("outlay_addin.udfs", "TUNE_OWN", Array(node_price_hour, hours_per_run, runs_per_year, staff_per_year, reserved, hours_per_year), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        TUNE_OWN = XLPy.CallUDF("outlay_addin.udfs", "TUNE_OWN", Array(node_price_hour, hours_per_run, runs_per_year, staff_per_year, reserved, hours_per_year))
        Exit Function
    #End If
failed:
    TUNE_OWN = Err.Description
End Function

Function USAGE_AT(mean, cv, percentile)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        USAGE_AT = XLPy.CallUDF("outlay_addin.udfs", "USAGE_AT", Array(mean, cv, percentile), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        USAGE_AT = XLPy.CallUDF("outlay_addin.udfs", "USAGE_AT", Array(mean, cv, percentile))
        Exit Function
    #End If
failed:
    USAGE_AT = Err.Description
End Function

Function VECTOR_MEMORY(vectors, dimensions, Optional bytes, Optional overhead)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        VECTOR_MEMORY = XLPy.CallUDF("outlay_addin.udfs", "VECTOR_MEMORY", Array(vectors, dimensions, bytes, overhead), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        VECTOR_MEMORY = XLPy.CallUDF("outlay_addin.udfs", "VECTOR_MEMORY", Array(vectors, dimensions, bytes, overhead))
        Exit Function
    #End If
failed:
    VECTOR_MEMORY = Err.Description
End Function

Function WEIGHT_MEMORY(params_total, Optional bytes_per_param)
    #If App = "Microsoft Excel" Then
        If TypeOf Application.Caller Is Range Then On Error GoTo failed
        WEIGHT_MEMORY = XLPy.CallUDF("outlay_addin.udfs", "WEIGHT_MEMORY", Array(params_total, bytes_per_param), ThisWorkbook, Application.Caller)
        Exit Function
    #Else
        WEIGHT_MEMORY = XLPy.CallUDF("outlay_addin.udfs", "WEIGHT_MEMORY", Array(params_total, bytes_per_param))
        Exit Function
    #End If
failed:
    WEIGHT_MEMORY = Err.Description
End Function

