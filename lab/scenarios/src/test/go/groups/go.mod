module frelay/groups

go 1.25
