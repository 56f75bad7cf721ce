-- One figure a request, none of them twice. Arguments: the first number, then bodies,
-- indicators and periods, each as a list with commas. bench/posting.py walks them in the same order.
local number, bodies, indicators, periods

local function list(text)
  local items = {}
  for item in string.gmatch(text, "[^,]+") do items[#items + 1] = item end
  return items
end

function init(args)
  number = tonumber(args[1]) - 1
  bodies, indicators, periods = list(args[2]), list(args[3]), list(args[4])
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  number = number + 1
  local place = math.floor(number / #bodies)
  return wrk.format(nil, nil, nil, string.format(
    '{"body":"%s","source_system":"bench","figures":[{"indicator":"%s","period":"%s",' ..
    '"numerator":%d.25,"denominator":67210000.5,"status":"final","reason":"late receipts"}]}',
    bodies[number % #bodies + 1],
    indicators[place % #indicators + 1],
    periods[math.floor(place / #indicators) % #periods + 1],
    1000000 + number % 900000))
end
