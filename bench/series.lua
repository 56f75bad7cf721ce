-- Reads series at random. Arguments: bodies, indicators and years, each as a list with commas.
local bodies, indicators, years

local function list(text)
  local items = {}
  for item in string.gmatch(text, "[^,]+") do items[#items + 1] = item end
  return items
end

function init(args)
  bodies, indicators, years = list(args[1]), list(args[2]), list(args[3])
  math.randomseed(1)
end

local function any(items) return items[math.random(#items)] end

function request()
  return wrk.format("GET", string.format(
    "/v1/kpi/bodies/%s/series/%s?year=%s", any(bodies), any(indicators), any(years)))
end
