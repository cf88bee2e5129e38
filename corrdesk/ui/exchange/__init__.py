"""数据交换 on the desk: what the county holds, exchanging, conflicts and what was set aside."""
